package hosts;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** A program that tells what it can see of its JVM. */
public final class LookAround {
    private LookAround() {}

    public static void main(String[] args) throws Exception {
        Lines.serve(LookAround::obey);
        Lines.say("ended");
        System.exit(0);
    }

    private static void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "get" -> get(command.get(1));
            case "handlers" -> handlers();
            case "classes" -> classes(Files.readAllLines(Path.of(command.get(1))));
            case "resources" -> resources(Files.readAllLines(Path.of(command.get(1))));
            case "open" -> open(command.get(1), command.get(2));
            case "properties" -> properties();
            case "logging" -> logging();
            case "state" -> state();
            case "arguments" ->
                Lines.say(
                        "arguments",
                        ProcessHandle.current().info().commandLine().orElse(""));
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }

    private static void get(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        int first = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .statusCode();
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        int second = connection.getResponseCode();
        Lines.drain(second >= 400 ? connection.getErrorStream() : connection.getInputStream());
        Lines.say("get", "" + first, "" + second);
    }

    /** From now on no URL of a jar can be read. */
    private static void handlers() {
        URL.setURLStreamHandlerFactory(protocol -> !protocol.equals("jar")
                ? null
                : new URLStreamHandler() {
                    @Override
                    protected URLConnection openConnection(URL url) throws IOException {
                        throw new IOException("no jars here");
                    }
                });
        Lines.say("handlers");
    }

    private static void classes(List<String> names) {
        for (String name : names) {
            for (ClassLoader loader :
                    Arrays.asList(LookAround.class.getClassLoader(), ClassLoader.getPlatformClassLoader(), null)) {
                try {
                    Lines.say("class", Class.forName(name, false, loader).getName());
                    break;
                } catch (ClassNotFoundException | LinkageError e) {
                    // not to be seen from there
                }
            }
        }
        Lines.say("end");
    }

    private static void resources(List<String> names) throws IOException {
        for (String name : names) {
            if (ClassLoader.getSystemResources(name).hasMoreElements()
                    || Thread.currentThread().getContextClassLoader().getResource(name) != null
                    || Object.class.getResource("/" + name) != null) {
                Lines.say("resource", name);
            }
        }
        Lines.say("end");
    }

    /** Whether a private field is closed to us. */
    private static void open(String className, String fieldName) throws Exception {
        Class<?> type = Class.forName(className);
        String byReflection = "open";
        try {
            Field field = type.getDeclaredField(fieldName);
            field.setAccessible(true);
        } catch (RuntimeException e) {
            byReflection = e.getClass().getName();
        }
        String byLookup = "open";
        try {
            MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            byLookup = e.getClass().getName();
        }
        Lines.say("open", byReflection, byLookup);
    }

    private static void properties() {
        TreeMap<String, String> all = new TreeMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            all.put(name, System.getProperty(name));
        }
        // Non-String keys too.
        Lines.say(
                "properties",
                ("" + System.getProperties().size()),
                all.toString().replaceAll("\\s", " "));
    }

    private static void logging() {
        StringBuilder handlers = new StringBuilder();
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handlers.append(handler.getClass().getName()).append(handler.getLevel());
        }
        Lines.say(
                "logging",
                LogManager.getLogManager().getClass().getName(),
                "" + LogManager.getLogManager().getProperty("host.level"),
                "" + Logger.getLogger("host").getLevel(),
                handlers.toString());
    }

    /** Settings of the whole JVM that a library may change. */
    private static void state() {
        Lines.say(
                "state",
                "" + java.net.ProxySelector.getDefault().getClass(),
                "" + java.net.Authenticator.getDefault(),
                "" + java.net.CookieHandler.getDefault(),
                "" + HttpURLConnection.getFollowRedirects(),
                "" + Thread.getDefaultUncaughtExceptionHandler(),
                "" + System.getSecurityManager(),
                "" + java.util.Locale.getDefault(),
                "" + java.util.TimeZone.getDefault().getID(),
                ""
                        + javax.net.ssl.HttpsURLConnection.getDefaultHostnameVerifier()
                                .getClass(),
                "" + java.security.Security.getProviders().length,
                "" + Thread.currentThread().getContextClassLoader().getClass());
    }
}
