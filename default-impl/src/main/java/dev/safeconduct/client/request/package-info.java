/** The one decision on a request: which server it goes to, what it carries, and what a 401 leads to. */
package dev.safeconduct.client.request;
