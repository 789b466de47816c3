/** What is stored, in typed records over a {@code TokenStore}. */
package dev.safeconduct.client.internal.record;
