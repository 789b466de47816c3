/** {@code HttpURLConnection} of the JDK, with http and https: woven where its own authentication sits. */
@NullMarked
package dev.safeconduct.agent.hook.httpurlconnection;

import org.jspecify.annotations.NullMarked;
