/** The grants: how a token is obtained and renewed, one class for each. */
package dev.safeconduct.client.internal.grant;
