package dev.safeconduct.agent.hook.javanethttp;

import dev.safeconduct.agent.hook.Site;

/** Where {@code java.net.http} is woven. */
enum JavaNetHttpSite implements Site {
    /** In place of {@code Exchange.responseAsync()}: a hop is sent. */
    EXCHANGE,

    /** In place of {@code HeaderFilter.response(Response)}: a response is judged. */
    FILTER
}
