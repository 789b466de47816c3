package dev.safeconduct.it.servers;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A person at a browser without a window: logs in on an authorization server's own pages, and approves or denies. It
 * follows redirects, keeps cookies, and fills in and sends forms, until there are none: at the loopback callback.
 */
final class FormBrowser {
    /** The name and the password of the one person whom the servers know. */
    static final String USER = "user";

    static final String PASSWORD = "password";
    private static final int MAX_PAGES = 10;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern FORM = Pattern.compile("(?is)<form([^>]*)>(.*?)</form>");
    private static final Pattern FIELD = Pattern.compile("(?is)<(input|button)([^>]*)>");
    private static final Pattern CANCEL = Pattern.compile("(?i)href=\"([^\"]*/abort)\"");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .cookieHandler(new LoopbackCookies())
            .connectTimeout(LIMIT)
            .build();
    private final boolean approves;

    private FormBrowser(boolean approves) {
        this.approves = approves;
    }

    /** Logs in and approves; where that ended. */
    static URI approve(URI authorization) throws IOException, InterruptedException {
        return new FormBrowser(true).visit(authorization);
    }

    /** Logs in and denies; where that ended. */
    static URI deny(URI authorization) throws IOException, InterruptedException {
        return new FormBrowser(false).visit(authorization);
    }

    private URI visit(URI start) throws IOException, InterruptedException {
        HttpResponse<String> page = send(HttpRequest.newBuilder(start));
        for (int pages = 0; pages < MAX_PAGES; pages++) {
            Matcher form = FORM.matcher(page.body());
            if (!form.find()) {
                return page.uri();
            }
            Matcher cancel = CANCEL.matcher(page.body());
            boolean denies = !approves && !isLogin(form.group(2));
            page = denies && cancel.find()
                    ? send(HttpRequest.newBuilder(page.uri().resolve(cancel.group(1))))
                    : submit(page.uri(), form, denies);
        }
        throw new IOException("more than " + MAX_PAGES + " pages, the last at " + page.uri());
    }

    private static boolean isLogin(String content) {
        return content.contains("type=\"password\"");
    }

    /** Without a cancel button of its own, a form that grants nothing is a denial. */
    private HttpResponse<String> submit(URI page, Matcher form, boolean denies)
            throws IOException, InterruptedException {
        List<String> pairs = new ArrayList<>();
        Matcher field = FIELD.matcher(form.group(2));
        while (field.find()) {
            String attributes = field.group(2);
            String type = attribute(attributes, "type").orElse(field.group(1).equals("button") ? "submit" : "text");
            Optional<String> name = attribute(attributes, "name");
            String given = attribute(attributes, "value").orElse("");
            boolean isSent =
                    switch (type) {
                        case "submit" -> isDenial(name.orElse(""), given) == denies;
                        case "checkbox" -> !denies;
                        default -> true;
                    };
            if (name.isPresent() && isSent) {
                pairs.add(name.get() + "=" + URLEncoder.encode(value(type, given), StandardCharsets.UTF_8));
            }
        }
        URI action = page.resolve(attribute(form.group(1), "action").orElse(page.toString()));
        return send(HttpRequest.newBuilder(action)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(String.join("&", pairs))));
    }

    private static boolean isDenial(String name, String value) {
        return value.equals("deny") || name.equals("cancel");
    }

    private static String value(String type, String given) {
        return switch (type) {
            case "text" -> USER;
            case "password" -> PASSWORD;
            default -> given;
        };
    }

    private static Optional<String> attribute(String attributes, String name) {
        Matcher matcher = Pattern.compile("(?i)\\b" + name + "=\"([^\"]*)\"").matcher(attributes);
        return matcher.find() ? Optional.of(matcher.group(1).replace("&amp;", "&")) : Optional.empty();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(
                request.header("Accept", "text/html,*/*;q=0.8").timeout(LIMIT).build(), BodyHandlers.ofString());
    }

    /** Loopback is as good as TLS for cookies that are to be kept secure, as browsers have it. */
    private static final class LoopbackCookies extends CookieManager {
        @Override
        public void put(URI uri, Map<String, List<String>> headers) throws IOException {
            Map<String, List<String>> kept = new HashMap<>();
            headers.forEach((name, values) -> kept.put(
                    name,
                    values.stream()
                            .map(value -> value.replaceAll("(?i);\\s*Secure", ""))
                            .toList()));
            super.put(uri, kept);
        }
    }
}
