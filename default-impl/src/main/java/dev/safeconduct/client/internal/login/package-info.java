/** The flows of a login and of a logout, and whether a program may ask a person. */
package dev.safeconduct.client.internal.login;
