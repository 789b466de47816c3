/** The grants: how a token is obtained and refreshed, one class for each. */
package dev.safeconduct.client.internal.grant;
