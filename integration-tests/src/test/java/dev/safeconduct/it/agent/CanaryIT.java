package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.TokenExchangeGrant;
import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.GrantedToken;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SigningKey;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Secrets stay secret (THREATS 66). Every secret of every flow is searched for in whatever we say at the most talkative
 * level: standard output, standard error, log, arguments of processes, texts of exceptions, counters and events, reports.
 */
class CanaryIT {
    private static final String SECRET = "canary-secret";

    private final FakeAuthorizationServer issuer = FakeAuthorizationServer.builder()
            .tokenPrefixes("canary-at-", "canary-rt-")
            .start()
            .client("robot", SECRET);
    private final FakeProtectedResource resource =
            FakeProtectedResource.builder(issuer).path("/mcp").start();
    private final FakeProtectedResource service =
            FakeProtectedResource.builder(issuer).path("/service").start();
    private final FakeProtectedResource exchanged =
            FakeProtectedResource.builder(issuer).path("/exchanged").start();
    private final FakeProtectedResource forwarded =
            FakeProtectedResource.builder(issuer).path("/forwarded").start();
    private final Path home = TemporaryFolders.create("home");
    private final Path notes = TemporaryFolders.create("notes").resolve("browser");
    private final Path logFile = TemporaryFolders.create("log").resolve("agent.log");
    private final StringBuilder said = new StringBuilder();
    private final Set<String> tokens = new TreeSet<>();

    @BeforeEach
    void passOnLogins() {
        issuer.idTokens(SigningKey.generate("ES256", "one"));
        issuer.grant(
                TokenExchangeGrant.TYPE, request -> issuer.answer(issuer.issue("robot", null, exchanged.resource())));
        forwarded.on("/forwarded", request -> request.header("Authorization") == null ? null : Reply.json(200, "{}"));
    }

    @AfterEach
    void close() {
        forwarded.close();
        exchanged.close();
        resource.close();
        service.close();
        issuer.close();
    }

    @ParameterizedTest
    @EnumSource
    void t66_no_secret_is_in_anything_we_say(Jdk jdk) throws IOException {
        Path toFile = config(jdk, Map.of("safeconduct.agent.log-file", logFile.toString()));
        Path toStandardError = config(jdk, Map.of());

        throughTheAgent(jdk, "JavaNetHttpHost", toFile);
        throughTheAgent(jdk, "HttpUrlConnectionHost", toStandardError);
        throughTheCommandLine(jdk, toStandardError);

        // All of them have been here; a search that finds nothing anywhere would prove nothing.
        Set<String> secrets = secrets();
        List<RecordedRequest> requests = List.of(issuer, resource, service, exchanged, forwarded).stream()
                .flatMap(server -> server.requests().stream())
                .toList();
        String wire = requests.stream()
                .map(request -> request.head() + request.body() + request.form())
                .collect(Collectors.joining());
        assertThat(secrets).hasSizeGreaterThan(12).allSatisfy(secret -> assertThat(wire.contains(secret))
                .as("secret " + secret.substring(0, 10) + " was sent")
                .isTrue());
        assertThat(Files.readString(logFile)).hasSizeGreaterThan(200);
        assertThat(said).hasSizeGreaterThan(1000).contains("java.io.IOException");
        assertThat(notes).exists();

        String everything = said + Files.readString(logFile) + Files.readString(notes);
        assertThat(everything
                        .lines()
                        .filter(line ->
                                line.contains("canary-") || secrets.stream().anyMatch(line::contains)))
                .isEmpty();
    }

    /**
     * Login, refresh, a refusal, a refresh that fails, a lost connection; a service with a client secret; the login passed
     * on to other servers.
     */
    private void throughTheAgent(Jdk jdk, String host, Path config) throws IOException {
        HostProgram program =
                HostProgram.of(jdk, host).home(home).agent(config).environment(Api.SECRET_VARIABLE, SECRET);
        said.append(program.command());
        try (HostJvm jvm = program.start()) {
            Observed.record(jvm, jdk);
            assertStatus(jvm, resource.resource(), 200);
            assertStatus(jvm, service.resource(), 200);
            assertStatus(jvm, exchanged.resource(), 200);
            assertStatus(jvm, forwarded.resource(), 200);
            noteTokens();
            issuer.endAccessTokens();
            assertStatus(jvm, resource.resource(), 200);
            assertStatus(jvm, exchanged.resource(), 200);
            noteTokens();

            issuer.next("/token", 1, Reply.oauthError(400, "temporarily_unavailable", "no"));
            issuer.endAccessTokens();
            assertStatus(jvm, resource.resource(), 401);
            issuer.next("/token", 1, Reply.garbage());
            assertStatus(jvm, service.resource(), 401);
            resource.on("/gone", request -> Reply.hangUp());
            said.append(
                    jvm.send(Call.post(resource.resource() + "/gone", "text:x")).failure());

            resource.always401(true);
            assertStatus(jvm, resource.resource(), 401);
            resource.always401(false);
            issuer.endGrants();
            said.append(jvm.send(Call.get(resource.resource())));
            noteTokens();
            said.append(jvm.out()).append(jvm.err());
            sayWhatOperatorsSee(jvm, jdk);
            HostJvm.Ended ended = jvm.awaitEnd();
            said.append(ended.out()).append(String.join("\n", ended.err()));
        }
        // For the next program: nobody is logged in.
        issuer.endGrants();
    }

    /** The counters, with all that JMX says of them, and the events. */
    private void sayWhatOperatorsSee(HostJvm jvm, Jdk jdk) throws IOException {
        String counters = Observed.counters(jvm).toString();
        List<String> events = Observed.events(jvm, jdk);
        assertThat(counters).contains("service ", "injected=");
        assertThat(events).isNotEmpty();
        said.append(counters).append(events);
    }

    private void throughTheCommandLine(Jdk jdk, Path config) {
        String url = resource.resource();
        command(jdk, config, true, "login", "--force", "-v", "--browser-command", browser(jdk), url);
        noteTokens();
        command(jdk, config, false, "token", "-v", exchanged.resource());
        noteTokens();
        command(jdk, config, false, "token", "-v", forwarded.resource());
        command(jdk, config, true, "status", "-v", "--config");
        command(jdk, config, true, "status", "-v", "-o", "json");
        command(jdk, config, true, "whoami", "-v", url);
        command(jdk, config, true, "doctor", "-v", url);
        issuer.endAccessTokens();
        command(jdk, config, false, "token", "-v", "--min-ttl", "2h", url);
        noteTokens();
        issuer.next("/token", 1, Reply.oauthError(400, "invalid_grant", "no"));
        command(jdk, config, false, "token", "-v", "--min-ttl", "2h", url);
        command(jdk, config, true, "login", "--force", "-v", "--browser-command", browser(jdk), url);
        noteTokens();
        command(jdk, config, true, "logout", "-v", "-y", url);
        assertThat(issuer.requestsTo("/revoke")).isNotEmpty();
    }

    private void command(Jdk jdk, Path config, boolean keepOutput, String... arguments) {
        HostProgram program = HostProgram.commandLine(jdk, arguments)
                .home(home)
                .option("-Dsafeconduct.agent.log=trace")
                .environment("SAFECONDUCT_CONFIG", config.toString())
                .environment(Api.SECRET_VARIABLE, SECRET);
        HostJvm.Ended ended = program.run();
        said.append(String.join("\n", ended.err())).append(program.command()).append('\n');
        if (keepOutput) {
            said.append(String.join("\n", ended.out())).append('\n');
        }
    }

    private static void assertStatus(HostJvm jvm, String url, int status) {
        assertThat(jvm.send(Call.get(url)).status()).as(url + " " + jvm.err()).isEqualTo(status);
    }

    private Path config(Jdk jdk, Map<String, String> more) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("safeconduct.agent.log", "trace");
        settings.put("safeconduct.agent.jmx", "true");
        settings.put("safeconduct.agent.jfr", "true");
        settings.put("safeconduct.login", "auto");
        settings.put("safeconduct.login.wait", "20s");
        settings.put("safeconduct.browser.command", browser(jdk));
        settings.put("safeconduct.server.person.url", resource.resource());
        settings.put("safeconduct.server.service.url", service.resource());
        settings.put("safeconduct.server.service.grant", "client_credentials");
        settings.put("safeconduct.server.service.client-id", "robot");
        settings.put("safeconduct.server.service.client-secret", "${env:" + Api.SECRET_VARIABLE + "}");
        settings.put("safeconduct.server.exchanged.url", exchanged.resource());
        settings.put("safeconduct.server.exchanged.grant", "token_exchange");
        settings.put("safeconduct.server.exchanged.from", "person");
        settings.put("safeconduct.server.forwarded.url", forwarded.resource());
        settings.put("safeconduct.server.forwarded.grant", "id_token_forwarding");
        settings.put("safeconduct.server.forwarded.from", "person");
        return AgentConfig.file(settings, more);
    }

    private String browser(Jdk jdk) {
        return String.join(
                " ",
                jdk.java().toString(),
                "-cp",
                HostClasses.directory().toString(),
                "hosts.NotingBrowser",
                notes.toString());
    }

    /** Before they are ended: later the issuer does not know them any more. */
    private void noteTokens() {
        for (GrantedToken token : issuer.issued()) {
            tokens.add(token.accessToken());
        }
    }

    /** What was sent as a secret: tokens that reached a server, codes, verifiers, the client's secret. */
    private Set<String> secrets() {
        Set<String> secrets = new TreeSet<>();
        for (FakeProtectedResource server : List.of(resource, service)) {
            server.requests().stream()
                    .map(request -> request.header("Authorization"))
                    .filter(Objects::nonNull)
                    .forEach(value -> secrets.add(value.substring("Bearer ".length())));
        }
        assertThat(secrets).isNotEmpty().allMatch(secret -> secret.startsWith("canary-at-"));
        assertThat(tokens).containsAnyElementsOf(secrets);
        forwarded.requests().stream()
                .map(request -> request.header("Authorization"))
                .filter(Objects::nonNull)
                .forEach(value -> secrets.add(value.substring("Bearer ".length())));
        for (String parameter :
                List.of("code", "code_verifier", "refresh_token", "token", "client_secret", "subject_token")) {
            issuer.requests().stream()
                    .map(request -> request.form().getOrDefault(parameter, List.of()))
                    .forEach(secrets::addAll);
        }
        issuer.requestsTo("/token").stream()
                .map(request -> request.header("Authorization"))
                .filter(Objects::nonNull)
                .forEach(value -> secrets.add(value.substring("Basic ".length())));
        return secrets;
    }
}
