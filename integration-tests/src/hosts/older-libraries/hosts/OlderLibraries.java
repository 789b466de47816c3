package hosts;

import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ServiceLoader;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.matcher.ElementMatchers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A program with versions of its own of libraries that the agent has inside too: it uses each of them before its calls and
 * after them, and says where it has them from. Argument: the URL of some JSON.
 */
public final class OlderLibraries {

    private static final Logger LOG = LoggerFactory.getLogger(OlderLibraries.class);

    private OlderLibraries() {}

    /** What the program has a subclass of made. */
    public abstract static class Greeting {
        public abstract String of(String name);
    }

    /** What that subclass does. */
    public static final class Greeter {
        private Greeter() {}

        public static String greet(String name) {
            return "hello " + name;
        }
    }

    public static void main(String[] args) throws Exception {
        work("before");
        parse(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(args[0])).build(), BodyHandlers.ofString())
                .body());
        HttpURLConnection connection = (HttpURLConnection) new URL(args[0]).openConnection();
        try (InputStream in = connection.getInputStream()) {
            parse(new String(in.readAllBytes()));
        }
        work("after");
        for (Class<?> type : new Class<?>[] {ObjectMapper.class, JsonFactory.class, Logger.class, LoggerContext.class, ByteBuddy.class}) {
            say(type.getName() + " from " + type.getProtectionDomain().getCodeSource().getLocation());
        }
        say("version of Jackson: " + new ObjectMapper().version());
        say("modules of Jackson: " + ObjectMapper.findModules());
        ServiceLoader.load(JsonFactory.class).forEach(factory -> say("factory: " + factory.getClass()));
        say("loggers: " + ((LoggerContext) LoggerFactory.getILoggerFactory()).getLoggerList());
    }

    private static void work(String time) throws Exception {
        Greeting greeting = new ByteBuddy(ClassFileVersion.JAVA_V8)
                .subclass(Greeting.class)
                .method(ElementMatchers.named("of"))
                .intercept(MethodDelegation.to(Greeter.class))
                .make()
                .load(OlderLibraries.class.getClassLoader())
                .getLoaded()
                .getDeclaredConstructor()
                .newInstance();
        say(greeting.of(time));
        MDC.put("time", time);
        LOG.trace("trace {}", time);
        LOG.error("error", new IllegalStateException(time));
    }

    private static void parse(String json) throws Exception {
        JsonNode tree = new ObjectMapper().readTree(json);
        say(tree.getClass() + " " + tree);
        LOG.info("answer {}", tree.get("answer"));
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
