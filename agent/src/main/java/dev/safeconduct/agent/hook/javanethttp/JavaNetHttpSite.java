package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.Site;

/** Where {@code java.net.http} is woven. */
enum JavaNetHttpSite implements Site {
    /** In place of {@code Exchange.responseAsync()}: a hop is sent. */
    EXCHANGE,

    /** In place of {@code HeaderFilter.response(Response)}: a response is judged. */
    FILTER,

    /** In place of {@code Exchange.readBodyAsync(BodyHandler)}: the body of the application's response. */
    READ_BODY,

    /** In place of {@code Exchange.ignoreBody()}: the body of a response that leads to another hop. */
    IGNORE_BODY,

    /** The body whose {@code subscribe(Subscriber)} a request calls over HTTP/1.1. */
    SEND_BODY_1,

    /** The same over HTTP/2. */
    SEND_BODY_2
}
