package dev.safeconduct.agent.hook.javanethttp;

/** What the client's timer of a request covers. */
final class RequestTimer {

    /** Since JDK-8208693. */
    private static final int COVERS_BODY_SINCE = 26;

    private RequestTimer() {}

    /**
     * Whether the timer still runs while a response's body is read. It is not stopped for a held 401 then, because the 401
     * may be handed back, and its body would have no timeout.
     *
     * @param feature the Java version
     */
    static boolean coversBody(int feature) {
        return feature >= COVERS_BODY_SINCE;
    }
}
