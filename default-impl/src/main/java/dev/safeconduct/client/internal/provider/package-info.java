/** The selection of providers. */
package dev.safeconduct.client.internal.provider;
