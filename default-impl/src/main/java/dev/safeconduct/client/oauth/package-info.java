/** Values of OAuth 2.1 and readers of what servers send; nothing here connects to anything. */
package dev.safeconduct.client.oauth;
