package dev.safeconduct.it.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.LibrarySource;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.SigningKey;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program in README.md without java-jwt and jackson-databind, which are optional for safeconduct-client. */
@Tag("full")
class LibraryWithoutIdTokensIT {

    private static final Predicate<String> OPTIONAL =
            Pattern.compile("/(java-jwt|jackson-databind|jackson-annotations)-").asPredicate();
    private static final Predicate<String> LOG =
            Pattern.compile("/logback-(classic|core)-").asPredicate();
    private static final SigningKey KEY = SigningKey.generate("RS256", "k");

    private final Path home = TemporaryFolders.create("home");

    @ParameterizedTest
    @EnumSource
    void it_logs_in_and_refreshes(Jdk jdk) throws IOException {
        try (FakeAuthorizationServer as = FakeAuthorizationServer.start();
                FakeProtectedResource api = FakeProtectedResource.start(as)) {
            assertCallSucceeds(run(jdk, api));
            as.endAccessTokens();
            assertCallSucceeds(run(jdk, api));

            assertThat(as.requestsTo("/authorize")).hasSize(1);
            assertThat(as.requestsTo("/token"))
                    .extracting(request -> request.form().get("grant_type"))
                    .containsExactly(List.of("authorization_code"), List.of("refresh_token"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_id_token_that_only_the_server_asked_for_is_left_out(Jdk jdk) throws IOException {
        try (FakeAuthorizationServer as = FakeAuthorizationServer.start().idTokens(KEY);
                FakeProtectedResource api = FakeProtectedResource.start(as).challengeScope("openid")) {
            as.jwks(List.of(KEY.jwk()));
            HostJvm.Ended login = run(jdk, api);
            assertCallSucceeds(login);
            assertThat(login.out().stream().filter(line -> line.contains("The ID token of")))
                    .as(login.toString())
                    .singleElement()
                    .asString()
                    .contains("INFO", "is not kept: verifying it needs com.auth0:java-jwt on the class path.");
            as.endAccessTokens();
            assertCallSucceeds(run(jdk, api));
            assertThat(as.requestsTo("/authorize")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_scope_that_needs_an_id_token_names_the_dependency_to_add(Jdk jdk) throws IOException {
        try (FakeAuthorizationServer as = FakeAuthorizationServer.start().idTokens(KEY);
                FakeProtectedResource api = FakeProtectedResource.start(as)) {
            HostJvm.Ended ended = run(jdk, api, "-Dsafeconduct.server.default.scope=openid");
            assertThat(ended.toString())
                    .contains("safeconduct.server.default.scope asks for an ID token (openid)")
                    .contains("Add the dependency com.auth0:java-jwt");
            assertThat(as.requestsTo("/authorize")).isEmpty();
        }
    }

    private HostJvm.Ended run(Jdk jdk, FakeProtectedResource api, String... options) throws IOException {
        String classPath = LibraryExampleIT.compiled() + File.pathSeparator + withoutOptional();
        return HostProgram.java(jdk, List.of("-cp", classPath, "Library"))
                .argument(api.resource())
                .option("-Dsafeconduct.browser.command=" + LibraryExampleIT.BROWSER)
                .option(options)
                .home(home)
                .run();
    }

    private static void assertCallSucceeds(HostJvm.Ended ended) {
        assertThat(ended.out()).as(ended.toString()).anyMatch(line -> line.startsWith("HTTP 200 {"));
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.toString()).doesNotContain("NoClassDefFoundError");
    }

    /** With Logback, which says all from DEBUG on. */
    private static String withoutOptional() {
        List<String> library = split(LibrarySource.library());
        assertThat(library.stream().filter(OPTIONAL)).hasSize(3);
        return Stream.concat(
                        library.stream().filter(OPTIONAL.negate()),
                        split(System.getProperty("java.class.path")).stream().filter(LOG))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> split(String classPath) {
        return Arrays.asList(classPath.split(File.pathSeparator, -1));
    }
}
