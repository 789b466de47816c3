/** Tokens for requests of OkHttp, 3.12 to 5. */
@NullMarked
package dev.safeconduct.clients.okhttp;

import org.jspecify.annotations.NullMarked;
