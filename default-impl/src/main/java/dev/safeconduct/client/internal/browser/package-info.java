/** What opens a login page. */
package dev.safeconduct.client.internal.browser;
