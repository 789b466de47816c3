package dev.safeconduct.it.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.safeconduct.it.OwnedProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium, driven through chromedriver with the W3C WebDriver protocol.
 *
 * <p>In: the programs {@code chromium} and {@code chromedriver} on the {@code PATH} (Debian packages {@code chromium}
 * and {@code chromium-driver}). Out: navigation, elements found by CSS selector, the current URL, screenshots. Each
 * browser has a fresh profile in a temporary folder. {@link #close()} ends every process that it started.
 */
public final class Chromium implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);
    private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
    private static final int PORT_ATTEMPTS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The key that stands for an element reference, a constant of the WebDriver protocol. */
    private static final String ELEMENT_KEY = "element-6066-11e4-a52e-4f735466cecf";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Path folder;
    private final OwnedProcess driver;
    private final String session;

    private Chromium(Path folder, OwnedProcess driver, String chromium) {
        this.folder = folder;
        this.driver = driver;
        String sessions = "http://127.0.0.1:" + awaitPort() + "/session";
        JsonNode created = command("POST", sessions, capabilities(chromium));
        this.session = sessions + "/" + created.get("sessionId").asText();
    }

    /** Starts chromedriver on a free port, and a browser with an empty profile. */
    public static Chromium start() {
        String chromium = program("chromium", "chromium");
        String chromedriver = program("chromedriver", "chromium-driver");
        for (int attempt = 1; ; attempt++) {
            Path folder = TemporaryFolder.create("chromium");
            ProcessBuilder builder = new ProcessBuilder(chromedriver, "--port=0");
            builder.environment()
                    .put("XDG_CONFIG_HOME", folder.resolve("config").toString());
            builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
            OwnedProcess driver = OwnedProcess.start(builder, folder.resolve("chromedriver.log"));
            try {
                return new Chromium(folder, driver, chromium);
            } catch (RuntimeException e) {
                IllegalStateException failure = new IllegalStateException(
                        "Chromium did not start; chromedriver logged:\n" + driver.logTail(), e);
                // It takes a port that is free for IPv6, and then wants the same one for IPv4.
                boolean portTaken = driver.logText().contains("Address already in use");
                end(folder, driver);
                if (!portTaken || attempt == PORT_ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    /** Opens {@code url} and returns when the page has loaded; a page that cannot be reached is a failure. */
    public void open(String url) {
        post("url", JSON.createObjectNode().put("url", url));
    }

    /** The URL of the page that is shown. */
    public String currentUrl() {
        return get("url").asText();
    }

    /** The title of the page that is shown. */
    public String title() {
        return get("title").asText();
    }

    /** Whether the page has an element that matches the CSS selector. */
    public boolean has(String css) {
        return find(css).isPresent();
    }

    /** The visible text of the first element that matches, or empty if there are none. */
    public Optional<String> text(String css) {
        return find(css).map(element -> get("element/" + element + "/text").asText());
    }

    /** Replaces the content of the input field that matches. */
    public void type(String css, String text) {
        String element = require(css);
        post("element/" + element + "/clear", JSON.createObjectNode());
        post("element/" + element + "/value", JSON.createObjectNode().put("text", text));
    }

    /** Clicks on the element that matches; if that starts a navigation, the next command waits for its page. */
    public void click(String css) {
        post("element/" + require(css) + "/click", JSON.createObjectNode());
    }

    /** Waits until the current URL satisfies {@code condition}, and returns it. */
    public String awaitUrl(Predicate<String> condition, Duration limit) {
        return await("the expected URL", limit, () -> Optional.of(currentUrl()).filter(condition));
    }

    /** Waits until the page has an element that matches. */
    public void awaitElement(String css, Duration limit) {
        await("an element " + css, limit, () -> find(css));
    }

    /** Lets pages see this value of {@code prefers-color-scheme}, {@code light} or {@code dark}. */
    public void preferColorScheme(String scheme) {
        ObjectNode call = JSON.createObjectNode().put("cmd", "Emulation.setEmulatedMedia");
        call.putObject("params")
                .putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        post("goog/cdp/execute", call);
    }

    /** Gives the window this size, in pixels. */
    public void resize(int width, int height) {
        post("window/rect", JSON.createObjectNode().put("width", width).put("height", height));
    }

    /** Writes what the window shows to {@code file}, as PNG. */
    public void screenshot(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(get("screenshot").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the browser and chromedriver, and removes the profile. */
    @Override
    public void close() {
        try {
            command("DELETE", session, null);
        } catch (RuntimeException e) {
            System.err.println("chromedriver did not end its session: " + e.getMessage());
        } finally {
            end(folder, driver);
        }
    }

    private static void end(Path folder, OwnedProcess driver) {
        driver.close();
        TemporaryFolder.delete(folder);
    }

    private <T> T await(String what, Duration limit, Supplier<Optional<T>> condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<T> result = condition.get();
        while (result.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "no " + what + " within " + limit + "; the page is \"" + title() + "\" at " + currentUrl());
            }
            pause();
            result = condition.get();
        }
        return result.get();
    }

    private String require(String css) {
        return find(css)
                .orElseThrow(() -> new IllegalStateException(
                        "no element " + css + " on the page \"" + title() + "\" at " + currentUrl()));
    }

    private Optional<String> find(String css) {
        JsonNode found = post(
                "elements", JSON.createObjectNode().put("using", "css selector").put("value", css));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.get(0).get(ELEMENT_KEY).asText());
    }

    private JsonNode get(String path) {
        return command("GET", session + "/" + path, null);
    }

    private JsonNode post(String path, ObjectNode body) {
        return command("POST", session + "/" + path, body);
    }

    private JsonNode command(String method, String url, ObjectNode body) {
        BodyPublisher content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(COMMAND_LIMIT)
                .header("Content-Type", "application/json; charset=utf-8")
                .method(method, content)
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            JsonNode value = JSON.readTree(response.body()).path("value");
            if (response.statusCode() != 200) {
                throw new IllegalStateException(method + " " + url + ": "
                        + value.path("error").asText() + ": "
                        + value.path("message").asText());
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private ObjectNode capabilities(String chromium) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode options = body.putObject("capabilities")
                .putObject("alwaysMatch")
                .put("browserName", "chrome")
                .putObject("goog:chromeOptions");
        options.put("binary", chromium);
        ArrayNode arguments = options.putArray("args");
        Stream.of(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--disable-breakpad",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--no-first-run",
                        "--no-proxy-server",
                        "--lang=en",
                        "--window-size=1000,900",
                        "--user-data-dir=" + folder.resolve("profile"))
                .forEach(arguments::add);
        return body;
    }

    private int awaitPort() {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline && driver.isAlive()) {
            Matcher line = PORT.matcher(driver.logText());
            if (line.find()) {
                return Integer.parseInt(line.group(1));
            }
            pause();
        }
        throw new IllegalStateException("chromedriver named no port");
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String program(String name, String debianPackage) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The program " + name
                        + " is missing: install the Debian package " + debianPackage + " (apt-get install "
                        + debianPackage + ")"))
                .toString();
    }
}
