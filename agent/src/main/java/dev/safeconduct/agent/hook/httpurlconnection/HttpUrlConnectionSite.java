package dev.safeconduct.agent.hook.httpurlconnection;

import dev.safeconduct.agent.hook.Site;

/** Where {@code HttpURLConnection} is woven. */
enum HttpUrlConnectionSite implements Site {
    /** Before {@code getOutputStream} connects. */
    BEFORE_CONNECT,

    /** What {@code getOutputStream} returns. */
    OUTPUT,

    /** Before a request is written. */
    BEFORE_WRITE,

    /** After the status code of a response was read. */
    STATUS,

    /** In place of {@code getServerAuthentication}: a 401 is judged. */
    SERVER_AUTHENTICATION,

    /** In place of {@code followRedirect}. */
    FOLLOW_REDIRECT,

    /** The value of {@code maxRedirects}. */
    MAX_REDIRECTS,

    /** The entry of {@code disconnect}. */
    DISCONNECT
}
