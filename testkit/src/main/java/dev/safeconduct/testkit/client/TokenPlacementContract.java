package dev.safeconduct.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which requests get a token, and where in them it is: THREATS A. Without the agent all else is the same. */
public abstract class TokenPlacementContract extends ClientContract {
    private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);

    /** For subclasses. */
    protected TokenPlacementContract() {}

    /**
     * Whether the client makes another spelling of a host into its name before it connects, and drops user information
     * that is empty. What it then sends is a request like any other.
     */
    protected boolean normalizes() {
        return false;
    }

    /** Whether the client follows a redirect of a GET. */
    protected boolean follows(int status) {
        return true;
    }

    /** Whether the client drops the dot at the end of a host before it connects. */
    protected boolean dropsTrailingDots() {
        return false;
    }

    /**
     * Whether the client takes dots and empty segments out of a path before it sends it. What it then sends is a request
     * like any other.
     */
    protected boolean normalizesPaths() {
        return false;
    }

    /** Whether the client tells of the user information of a URL where it sends the request. */
    protected boolean tellsUserInfo() {
        return true;
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t01_redirect_to_another_origin_takes_no_token_along(Object environment) {
        ClientSession on = on(environment);
        for (Api start : List.of(on.plain, on.secure)) {
            for (String origin : List.of(
                    start.origin().replace("127.0.0.1", Names.OTHER),
                    start == on.plain ? on.sink.origin() : on.secureSink.origin(),
                    start.originWithOtherScheme())) {
                for (int status : REDIRECTS) {
                    assertNoTokenAfterRedirect(on, start, status, origin + "/landing");
                }
            }
        }
    }

    private static void assertNoTokenAfterRedirect(ClientSession on, Api start, int status, String target) {
        String what = status + " from " + start.origin() + " to " + target;
        start.resource.on("/away", request -> Reply.redirect(status, target));
        start.resource.on("/landing", request -> Reply.text(200, "text/plain", "landed"));
        for (Call call : List.of(Call.get(start.url("/away")), Call.post(start.url("/away"), "text:hello"))) {
            on.forgetRequests();
            Seen seen = on.withAgent.send(call);
            // Only then is there something to leak.
            assertThat(start.authorizations("/away"))
                    .as(what)
                    .singleElement()
                    .satisfies(value -> assertIsTokenOf(start, value));
            assertThat(seen).as(what).isEqualTo(on.without.send(call));

            List<RecordedRequest> landed = new ArrayList<>(start.resource.requestsTo("/landing"));
            landed.addAll(on.sink.requests());
            landed.addAll(on.secureSink.requests());
            assertThat(landed)
                    .as(what)
                    .hasSize(seen.url().endsWith("/landing") ? 2 : 0)
                    .allSatisfy(request ->
                            assertThat(request.header("Authorization")).as(what).isNull());
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t02_redirect_away_and_back_has_the_token_on_our_hops_only(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("round");
        api.resource.on("/away", request -> Reply.redirect(302, on.sink.origin() + "/between"));
        on.sink.forget().answer(Reply.redirect(302, api.url("/back")));
        try {
            assertThat(on.withAgent.send(Call.get(api.url("/away"))).status()).isEqualTo(follows(302) ? 200 : 302);
        } finally {
            on.sink.answer(Reply.text(200, "text/plain", "sink"));
        }
        for (String path : follows(302) ? List.of("/away", "/back") : List.of("/away")) {
            assertThat(api.authorizations(path))
                    .as(path)
                    .singleElement()
                    .satisfies(value -> assertIsTokenOf(api, value));
        }
        assertThat(on.sink.requests()).hasSize(follows(302) ? 1 : 0).allSatisfy(request -> assertThat(
                        request.header("Authorization"))
                .isNull());
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t03_other_scheme_gets_no_token(Object environment) {
        ClientSession on = on(environment);
        for (Api api : List.of(on.plain, on.secure)) {
            String url = api.originWithOtherScheme() + "/mcp";
            assertNoToken(on, url);
            RecordingSink reached = api == on.plain ? on.secureSink : on.sink;
            assertThat(reached.requests()).as(url).hasSize(2);

            api.resource.on("/elsewhere", request -> Reply.redirect(302, url));
            on.forgetRequests();
            assertSameWithAndWithout(on, Call.get(api.url("/elsewhere")));
            assertThat(reached.requests()).as(url).allMatch(request -> request.header("Authorization") == null);
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t04_url_with_user_info_gets_no_token(Object environment) {
        ClientSession on = on(environment);
        for (String before : tellsUserInfo()
                ? List.of("someone@", "someone:secret@", "a%40b@", "evil.test@", "kiosk.test@")
                : List.<String>of()) {
            assertNoToken(on, on.named.url("/user").replace("//", "//" + before));
        }
        for (String before : List.of("@", ":@")) {
            assertNoTokenUnlessNormalized(on, on.named, on.named.url("/user").replace("//", "//" + before));
        }
        String evil = on.evil.origin().replace("http://127.0.0.2", Names.EVIL);
        for (String before :
                List.of("kiosk.test", "kiosk.test:" + on.evil.port(), "kiosk.test:443", "kiosk.test%3A80")) {
            assertNoToken(on, "http://" + before + "@" + evil + "/mcp");
        }
    }

    /** The client may take a spelling as it will, or refuse it. Only who is reached on N's address may see a token. */
    @ParameterizedTest
    @MethodSource("environments")
    void t05_only_the_host_that_is_connected_to_counts(Object environment) {
        ClientSession on = on(environment);
        on.forgetRequests();
        for (String url : Spellings.of(on.named.resource.port())) {
            on.plain.resource.on("/spelled", request -> Reply.redirect(302, url.replace("\n", "")));
            for (Call call : List.of(Call.get(url), Call.get(on.plain.url("/spelled")))) {
                Seen seen = on.withAgent.send(call);
                assertThat(seen.failure())
                        .as(call.toString())
                        .isEqualTo(on.without.send(call).failure());
                assertThat(on.evil.requests())
                        .as(call.toString())
                        .allMatch(request -> request.header("Authorization") == null
                                || request.header("Authorization").startsWith("Basic "));
            }
        }
        assertThat(on.evil.requests()).isNotEmpty();
        assertThat(on.named.authorizations("/mcp")).anySatisfy(value -> assertIsTokenOf(on.named, value));
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t06_look_alike_gets_no_token(Object environment) {
        ClientSession on = on(environment);
        for (String name : Names.LOOK_ALIKES) {
            assertNoTokenUnlessNormalized(on, on.named, on.named.url("").replace(Names.NAMED, name));
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t07_case_and_default_port_are_folded(Object environment) {
        ClientSession on = on(environment);
        for (String host : List.of("kiosk.test", "KIOSK.test", "Kiosk.Test")) {
            on.named.forgetRequests();
            assertThat(on.withAgent
                            .send(Call.get(on.named.url("").replace("http://kiosk.test", "HTTP://" + host)))
                            .status())
                    .as(host)
                    .isEqualTo(200);
        }
        on.sink.tunnelsTo(on.onDefaultPort.resource.port());
        try {
            for (String start : List.of(
                    "https://kiosk.test",
                    "https://kiosk.test:443",
                    "https://kiosk.test:",
                    "HTTPS://KIOSK.TEST",
                    "https://Kiosk.test:443")) {
                on.forgetRequests();
                Call call = Call.get(start + "/mcp").through(on.sink.origin());
                Seen seen = on.withAgent.send(call);
                if (seen.status() == 0) {
                    assertThat(seen)
                            .as(start)
                            .isEqualTo(on.without.send(call)); // the client does not take this spelling
                    continue;
                }
                assertThat(seen.status()).as(start).isEqualTo(200);
                assertThat(on.onDefaultPort.authorizations("/mcp"))
                        .last()
                        .satisfies(value -> assertIsTokenOf(on.onDefaultPort, value));
            }
            for (String other : List.of("https://kiosk.test.", "https://kiosk.test:80", "https://kiosk.test:8443")) {
                if (!other.endsWith(".") || !dropsTrailingDots()) {
                    assertNoToken(on, Call.get(other + "/mcp").through(on.sink.origin()));
                }
            }
        } finally {
            on.sink.tunnels(false);
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t07_trailing_dot_is_another_host(Object environment) {
        ClientSession on = on(environment);
        String url = on.named.url("").replace(Names.NAMED, Names.NAMED + ".");
        if (dropsTrailingDots()) {
            assertNoTokenUnlessNormalized(on, on.named, url);
        } else {
            assertNoToken(on, url);
            assertThat(on.named.resource.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t08_odd_hosts_get_no_token(Object environment) {
        ClientSession on = on(environment);
        List<String> hosts = new ArrayList<>(Names.ODD);
        hosts.addAll(List.of("localhost", "127.1", "127.0.1", "2130706433", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"));
        hosts.addAll(List.of("[::1]", "[::1%lo]", "[::1%25lo]"));
        for (String host : hosts) {
            // One is configured as an IPv4 address, the other by name.
            assertNoTokenUnlessNormalized(on, on.plain, on.plain.url("").replace("127.0.0.1", host));
            assertNoTokenUnlessNormalized(on, on.named, on.named.url("").replace(Names.NAMED, host));
        }
        assertNoToken(on, on.named.url("").replace(Names.NAMED, "127.0.0.1"));
        assertNoToken(on, on.plain.url("").replace("127.0.0.1", Names.NAMED));
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t09_only_paths_below_get_the_token(Object environment) {
        ClientSession on = on(environment);
        for (String path : List.of(
                "/mcp", "/mcp/", "/mcp/x", "/mcp?x=/../..", "/mcp/a/../b", "/x/../mcp", "/mcp//x", "/mcp/a%20b")) {
            on.forgetRequests();
            Seen seen = on.withAgent.send(Call.get(on.plain.origin() + path));
            if (seen.status() == 0) {
                assertThat(seen)
                        .as(path)
                        .isEqualTo(on.without.send(Call.get(on.plain.origin() + path))); // not taken by the client
                continue;
            }
            assertThat(on.authorizations())
                    .as(path)
                    .singleElement()
                    .satisfies(value -> assertIsTokenOf(on.plain, value));
        }
        for (String path : Spellings.PATHS_ELSEWHERE) {
            String url = on.plain.origin() + path;
            if (normalizesPaths() && isSentBelow(on, url)) {
                on.forgetRequests();
                on.withAgent.send(Call.get(url));
                assertThat(on.authorizations())
                        .as(path)
                        .singleElement()
                        .satisfies(value -> assertIsTokenOf(on.plain, value));
            } else {
                assertNoToken(on, url);
            }
        }
    }

    /** Whether the client by itself makes a path below the configured one of it, and sends that. */
    private static boolean isSentBelow(ClientSession on, String url) {
        on.forgetRequests();
        on.without.send(Call.get(url));
        return on.plain.resource.requests().stream()
                .anyMatch(request -> request.path().matches("/mcp(/\\w+)*/?"));
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t10_own_header_is_left_alone(Object environment) {
        ClientSession on = on(environment);
        Api api = on.plain;
        for (Call call : List.of(
                Call.get(api.url("/own?b=c")),
                Call.post(api.url("/own"), "text:hello"),
                Call.post(api.url("/own"), "stream:10"))) {
            for (Reply reply : List.of(
                    Reply.text(200, "text/plain", "ok"),
                    Reply.status(401).header("WWW-Authenticate", "Bearer error=\"invalid_token\""))) {
                api.resource.on("/own", request -> reply);
                api.forgetRequests();
                assertSameWithAndWithout(on, call.header("Authorization: Mine own-words"));
                List<RecordedRequest> sends = api.resource.requestsTo("/own");
                assertThat(sends).hasSize(2);
                assertThat(sends.get(0).head())
                        .containsIgnoringCase("Authorization: Mine own-words\r\n")
                        .isEqualTo(sends.get(1).head());
                assertThat(sends.get(0).bodySha256()).isEqualTo(sends.get(1).bodySha256());
                assertThat(api.tokenRequests()).isZero();
            }
        }
    }

    /** So that the test above is not empty: without a header of its own, the program has the client's there. */
    @ParameterizedTest
    @MethodSource("environments")
    void token_is_the_only_difference_in_the_head(Object environment) {
        ClientSession on = on(environment);
        Api api = on.plain;
        api.resource.on("/head", request -> Reply.text(200, "text/plain", "ok"));
        api.forgetRequests();
        assertSameWithAndWithout(on, Call.get(api.url("/head")));
        List<RecordedRequest> sends = api.resource.requestsTo("/head");
        assertThat(sends.get(0).head()).containsIgnoringCase("\r\nAuthorization: Bearer ");
        assertThat(sends.get(0).head().replaceFirst("(?i)Authorization: [^\r]*\r\n", ""))
                .isEqualTo(sends.get(1).head());
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t11_foreign_host_header_gets_no_token(Object environment) {
        ClientSession on = on(environment);
        Api api = on.plain;
        for (String host : List.of("evil.test", "127.0.0.1", "127.0.0.1:1", "evil.test:" + on.plainPort.port())) {
            api.forgetRequests();
            on.withAgent.send(Call.get(api.url("/virtual")).header("Host: " + host));
            assertThat(api.resource.requestsTo("/virtual")).singleElement().satisfies(request -> {
                assertThat(request.header("Host")).isEqualTo(host);
                assertThat(request.header("Authorization")).isNull();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t12_perfect_challenge_of_an_unknown_server_is_not_answered(Object environment) {
        ClientSession on = on(environment);
        Api stranger = on.unknown;
        int before = on.tokenRequests();
        stranger.forgetRequests();
        Seen seen = assertSameWithAndWithout(on, Call.get(stranger.url("")));
        assertThat(seen.status()).isEqualTo(401);
        assertThat(seen.headers()).containsIgnoringCase("resource_metadata=");
        assertThat(stranger.issuer.requests()).isEmpty();
        assertThat(stranger.resource.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.path()).isEqualTo("/mcp");
            assertThat(request.header("Authorization")).isNull();
        });
        assertThat(on.tokenRequests()).isEqualTo(before);
    }

    /** Each request that may have one, and a resend; and what a redirect may take along besides the header. */
    @ParameterizedTest
    @MethodSource("environments")
    void t13_token_is_in_its_header_and_nowhere_else(Object environment) {
        ClientSession on = on(environment);
        Api api = on.api("stale");
        api.resource.on("/away", request -> Reply.redirect(302, on.sink.origin() + "/landing")
                .header("Set-Cookie", "a=b"));
        api.issuer.endAccessTokens();
        on.sink.forget();
        api.forgetRequests();
        for (Call call : List.of(
                Call.get(api.url("/a?access_token=mine")),
                Call.post(api.url("/b"), "text:c=d").header("Content-Type: application/x-www-form-urlencoded"),
                Call.get(api.url("/away")).header("Referer: " + api.url("/a")),
                Call.get(api.url("/after")).header("Cookie: e=f"))) {
            on.withAgent.send(call);
        }
        List<RecordedRequest> sends = api.resource.requests().stream()
                .filter(request -> request.path().startsWith("/mcp/"))
                .toList();
        List<String> tokens = sends.stream()
                .map(request -> Api.authorization(request).replace("Bearer ", ""))
                .distinct()
                .toList();
        assertThat(tokens).hasSize(2).allMatch(token -> token.length() > 20);
        assertThat(sends).hasSize(5).allSatisfy(request -> {
            assertThat(request.headers("Authorization")).hasSize(1);
            String rest = request.head().replaceFirst("(?i)\r\nAuthorization: [^\r]*", "") + request.body();
            assertThat(tokens).noneMatch(rest::contains);
        });
        assertThat(on.sink.requests()).hasSize(follows(302) ? 1 : 0);
        assertThat(tokens).noneMatch(on.sink::sawAnywhere);
    }

    @ParameterizedTest
    @MethodSource("environments")
    void t14_proxy_sees_no_token(Object environment) {
        ClientSession on = on(environment);
        on.sink.forget().answer(Reply.text(200, "text/plain", "proxied"));
        for (Call plain : List.of(Call.get(on.plain.url("/proxied")), Call.post(on.plain.url("/p"), "text:hello"))) {
            on.sink.forget();
            assertSameWithAndWithout(on, plain.through(on.sink.origin()));
            List<String> heads = on.sink.heads(); // some clients make a tunnel first
            assertThat(heads.size()).isIn(2, 4);
            assertThat(heads.subList(0, heads.size() / 2))
                    .isEqualTo(heads.subList(heads.size() / 2, heads.size()))
                    .allSatisfy(head -> assertThat(head).doesNotContainIgnoringCase("Authorization"));
        }
        on.sink.forget().tunnels(true);
        try {
            on.secure.forgetRequests();
            assertThat(on.withAgent
                            .send(Call.get(on.secure.url("/tunnelled")).through(on.sink.origin()))
                            .status())
                    .isEqualTo(200);
            assertThat(on.secure.authorizations("/tunnelled"))
                    .singleElement()
                    .satisfies(value -> assertIsTokenOf(on.secure, value));
            assertThat(on.sink.heads()).singleElement().satisfies(head -> assertThat(head)
                    .startsWith("CONNECT ")
                    .doesNotContainIgnoringCase("Authorization"));
        } finally {
            on.sink.tunnels(false);
        }
    }

    private void assertNoTokenUnlessNormalized(ClientSession on, Api api, String url) {
        if (!normalizes() || !isNormalized(on, api, url)) {
            assertNoToken(on, url);
            return;
        }
        on.forgetRequests();
        on.withAgent.send(Call.get(url));
        assertThat(on.authorizations()).as(url).singleElement().satisfies(value -> assertIsTokenOf(api, value));
    }

    /** Whether the client by itself asks the configured server, and by the configured name. */
    private static boolean isNormalized(ClientSession on, Api api, String url) {
        on.forgetRequests();
        on.without.send(Call.get(url));
        String configured = api.origin().substring(api.origin().indexOf("//") + 2);
        return api.resource.requests().stream().anyMatch(request -> configured.equals(request.header("Host")));
    }

    private static void assertNoToken(ClientSession on, String url) {
        assertNoToken(on, Call.get(url));
    }

    private static void assertNoToken(ClientSession on, Call call) {
        on.forgetRequests();
        assertSameWithAndWithout(on, call);
        // A client may make a field of its own of a user's name in the URL.
        assertThat(on.authorizations()).as(call.toString()).noneMatch(value -> value.startsWith("Bearer"));
    }
}
