import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.client.Session;
import dev.safeconduct.client.oauth.PendingAuthorization;
import dev.safeconduct.spi.OAuthException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A web application that shows each of its users what a protected API says to them: {@code WebApplication <port> <API>}.
 * It keeps nothing in memory, so it may be restarted at any time, and run as several processes that share a store.
 */
public class WebApplication {
    /** Whose browser it is. Where the application has a domain, call it {@code __Host-session} and add {@code Secure}. */
    private static final String SESSION = "session";
    /** The login that the browser has begun: its response is worth nothing without. {@code Secure} as above. */
    private static final String LOGIN = "login";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Safeconduct safeconduct;
    private final URI api;
    private final URI callback;

    private WebApplication(Safeconduct safeconduct, URI api, URI callback) {
        this.safeconduct = safeconduct;
        this.api = api;
        this.callback = callback;
    }

    public static void main(String[] args) throws Exception {
        URI base = URI.create("http://127.0.0.1:" + args[0] + "/");
        Safeconduct safeconduct = Safeconduct.builder().server(args[1]).build();
        WebApplication application =
                new WebApplication(safeconduct, URI.create(args[1]), base.resolve("/callback"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", base.getPort()), 0);
        server.setExecutor(Executors.newCachedThreadPool()); // each login and each call blocks its thread
        server.createContext("/", application::handle);
        server.start();
        System.out.println(base);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
                    case "GET /" -> home(exchange);
                    case "GET /callback" -> complete(exchange);
                    case "POST /logout" -> logout(exchange); // a link of another site cannot do that
                    default -> page(exchange, 404, "There is no such page.", "");
                }
            } catch (IOException e) {
                page(exchange, 502, String.valueOf(e.getMessage()), "");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The API's response to this user, who logs in first where it says 401. */
    private void home(HttpExchange exchange) throws IOException, InterruptedException {
        String id = cookie(exchange, SESSION);
        if (id.isEmpty()) {
            id = newId();
            setCookie(exchange, SESSION, id);
        }
        Session session = session(id);
        HttpRequest request = HttpRequest.newBuilder(api).build();
        HttpResponse<String> response =
                session.authorizedClient(http).send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 401) {
            PendingAuthorization login = session.beginAuthorization(
                    api, callback, response.headers().allValues("WWW-Authenticate"));
            setCookie(exchange, LOGIN, login.browserBinding());
            redirect(exchange, login.uri());
        } else {
            String logout = "<form method=post action=/logout><button>Log out</button></form>";
            page(exchange, 200, response.statusCode() + " " + response.body(), logout);
        }
    }

    private void complete(HttpExchange exchange) throws IOException {
        try {
            session(cookie(exchange, SESSION)).completeAuthorization(exchange.getRequestURI(), cookie(exchange, LOGIN));
            redirect(exchange, URI.create("/")); // away from the URL with the code
        } catch (OAuthException e) {
            page(exchange, 400, e.getMessage(), "<a href=/>Go on</a>");
        }
    }

    private void logout(HttpExchange exchange) throws IOException {
        session(cookie(exchange, SESSION)).logout(api);
        page(exchange, 200, "You are logged out.", "<a href=/>Log in</a>");
    }

    /** The ids of sessions are stored, so they must not be what the browser proves itself with. */
    private Session session(String cookie) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(cookie.getBytes(StandardCharsets.UTF_8));
            return safeconduct.session("web:" + Base64.getUrlEncoder().encodeToString(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static String newId() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** The value of a cookie; empty if the browser has none. */
    private static String cookie(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
                .flatMap(line -> Stream.of(line.split("; *")))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    private static void setCookie(HttpExchange exchange, String name, String value) {
        exchange.getResponseHeaders().add("Set-Cookie", name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax");
    }

    private static void redirect(HttpExchange exchange, URI to) throws IOException {
        exchange.getResponseHeaders().set("Location", to.toString());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(303, -1);
    }

    private static void page(HttpExchange exchange, int status, String text, String more) throws IOException {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        byte[] page = ("<!doctype html><title>" + status + "</title><main>" + escaped + "</main>" + more)
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer"); // its URL may have a code
        exchange.sendResponseHeaders(status, page.length);
        exchange.getResponseBody().write(page);
    }
}
