package dev.safeconduct.agent.observe;

import java.util.Locale;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One of the things that are counted, as an event of Java Flight Recorder. */
@Name("dev.safeconduct.Request")
@Label("Request to a protected resource")
@Description("What Safeconduct did with a request, or a token that it obtained")
@Category("Safeconduct")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // read by the JVM
final class RequestEvent extends Event {

    @Label("Server")
    @Description("The name of the server in the configuration")
    private String server = "";

    @Label("Client")
    @Description("The HTTP client; all for what is done for all of them")
    private String client = "";

    @Label("Outcome")
    @Description("injected, passed, refreshed, resent or failed")
    private String outcome = "";

    /** Records it if a recording wants such events. */
    static void record(Counted counted, Counted.Kind kind) {
        RequestEvent event = new RequestEvent();
        if (event.shouldCommit()) {
            event.server = counted.server();
            event.client = counted.client();
            event.outcome = kind.name().toLowerCase(Locale.ROOT);
            event.commit();
        }
    }
}
