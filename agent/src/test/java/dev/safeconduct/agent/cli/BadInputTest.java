package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a person reads who has done something wrong, or met a server that has: what happened, whose fault it is, what to
 * do next; and that nothing stored is lost by it.
 */
class BadInputTest extends CommandLineTest {

    private static final String COMMAND = "java -jar safeconduct-agent.jar ";

    private void assertFails(int code, String message, String... command) {
        Cli.Result result = cli.run(command);
        assertThat(result.err().strip()).isEqualTo(message);
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.out()).isEmpty();
    }

    /** The last line that a login prints that did not get past its page. */
    private static void assertLoginFailed(Cli.Result login, int code, String lastLine) {
        assertThat(login.err().strip().lines().reduce((first, last) -> last)).contains(lastLine);
        assertThat(login.code()).isEqualTo(code);
        assertThat(login.out()).isEmpty();
    }

    /** All files of the store, by their path. */
    private Map<String, String> stored() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(f -> f.toString().endsWith(".json")).toList()) {
                files.put(file.toString(), Files.readString(file));
            }
        }
        return files;
    }

    // The configuration

    @Test
    void client_metadata_is_printed_for_a_url_that_can_be_a_client_id() {
        Cli.Result printed = cli.run("client-metadata", "https://example.com/safeconduct.json");
        assertThat(printed.code()).as(printed.err()).isZero();
        assertThat(printed.out())
                .contains("\"client_id\": \"https://example.com/safeconduct.json\"")
                .contains("http://127.0.0.1/callback");

        Cli.Result refused = cli.run("client-metadata", "http://example.com/safeconduct.json");
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("is not the URL of a client metadata document");
    }

    @Test
    void an_unknown_command_is_told_with_those_that_there_are() {
        Cli.Result result = cli.run("frobnicate");
        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err())
                .contains(
                        "Unknown command: 'frobnicate'. The commands are login, status, token, logout, whoami, why, doctor, attach, client-metadata, store.")
                .doesNotContain("index");
        assertThat(cli.run("login", url, "more").err())
                .contains("Unexpected argument: 'more'")
                .doesNotContain("index");
        assertThat(cli.run("login", url, "--frob").err()).contains("Unknown option: '--frob'");
        assertThat(cli.run("lgin", url).err()).contains("login");
    }

    @Test
    void nothing_is_configured() {
        assertThat(cli.run("status"))
                .isEqualTo(new Cli.Result(
                        0,
                        "No server is configured or logged in to. Log in with: " + COMMAND
                                + "login <URL of the server>\n",
                        ""));
        assertFails(
                ExitCode.USAGE,
                "Error: Missing required argument (specify one of these): (URL | --all)\nSee: " + COMMAND
                        + "login --help",
                "login");
        assertFails(
                ExitCode.USAGE,
                "No server with the name github is configured. Give the server's URL, or set"
                        + " safeconduct.server.github.url.",
                "token",
                "github");
        cli.properties.clear();
        assertThat(cli.run("status", "--config").out()).endsWith("\nConfiguration\n  Nothing is set.\n");
    }

    @Test
    void unknown_key() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        Map<String, String> before = stored();
        cli.properties.put("safeconduct.stoer", "file");
        for (String command : new String[] {"login", "token", "logout"}) {
            assertFails(
                    ExitCode.GENERAL,
                    "The configuration is wrong, so nothing was done: safeconduct.stoer is not a key of Safeconduct: did"
                            + " you mean safeconduct.store? (-Dsafeconduct.stoer). See it all with: " + COMMAND
                            + "status --config",
                    command,
                    url);
        }
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void setting_of_a_server_without_a_url() throws Exception {
        cli.properties.put("safeconduct.server.api.client-id", "me");
        Cli.Result login = cli.runAndLogIn("login", url);
        assertThat(login.code()).isZero();
        assertThat(login.err()).contains("warning: safeconduct.server.api.url is missing");
        assertThat(cli.run("status").out()).contains("safeconduct.server.api.url is missing");
    }

    @Test
    void comment_after_a_value() {
        cli.properties.put("safeconduct.server.api.url", url);
        cli.properties.put("safeconduct.server.api.scope", "read # only");
        for (String server : new String[] {url, "api"}) {
            assertFails(
                    ExitCode.GENERAL,
                    "The server api is configured wrongly: safeconduct.server.api.scope has a # after a space: a comment"
                            + " needs a line of its own; a value that really has one goes into a file or variable, as"
                            + " ${file:path} or ${env:NAME} (-Dsafeconduct.server.api.scope).",
                    "token",
                    server);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https//h | the URL does not begin with https:// or http://: write https://host/path",
                "ftp://h | the URL does not begin with https:// or http://: write https://host/path",
                "https://me:secret@h | the URL has a user name or password: leave them out, Safeconduct sends a token",
                "https://h/?q | the URL has a query: leave out the ? and what follows",
                "https://h:99999 | the port of the URL is not a number from 1 to 65535",
                "http://h.example | the URL is plain http to another machine, where an attacker on the way can take the"
                        + " token: use https, or configure the server with allow-http=true",
            })
    void malformed_url(String wrong, String remark) {
        assertFails(ExitCode.USAGE, "That server cannot be used: " + remark + ".", "login", wrong);
        cli.properties.put("safeconduct.server.api.url", wrong);
        Cli.Result token = cli.run("token", "api");
        assertThat(token.code()).isEqualTo(ExitCode.GENERAL);
        assertThat(token.err())
                .startsWith("The server api is configured wrongly: safeconduct.server.api.url is")
                .endsWith(" (-Dsafeconduct.server.api.url).\n")
                .doesNotContain("secret");
    }

    @Test
    void configuration_file_that_is_not_there() {
        cli.environment.put("SAFECONDUCT_CONFIG", "/no/such/file");
        assertFails(
                ExitCode.GENERAL,
                "The configuration is wrong, so nothing was done: the configuration file cannot be read, is not a file,"
                        + " or is larger than 1 MiB: correct its path or its permissions (file /no/such/file). See it all with: "
                        + COMMAND + "status --config",
                "token",
                url);
    }

    @Test
    void provider_that_is_not_there() {
        cli.properties.put("safeconduct.store", "redis");
        assertFails(
                ExitCode.GENERAL,
                "There is no provider \"redis\" for safeconduct.store (found: file, memory). Add the artifact that brings"
                        + " it, for example dev.safeconduct:safeconduct-redis-store (to the agent by safeconduct.agent.extensions), or change safeconduct.store.",
                "login",
                url);
        cli.properties.remove("safeconduct.store");
        cli.properties.put("safeconduct.browser", "netscape");
        assertFails(
                ExitCode.GENERAL,
                "There is no provider \"netscape\" for safeconduct.browser (found: command, print, system). Add the"
                        + " artifact that brings it (to the agent by safeconduct.agent.extensions), or change safeconduct.browser.",
                "login",
                url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "token", "logout"})
    void home_is_not_set(String command) {
        cli.environment.remove("HOME");
        cli.properties.remove("safeconduct.store.file.dir");
        assertFails(
                ExitCode.STORE,
                "There is no place for the token store: the environment variable HOME (USERPROFILE on Windows) is not"
                        + " set, or is not a path in this locale, as with a letter that is not ASCII under LC_ALL=C. Set"
                        + " it, set LC_ALL=C.UTF-8, or set safeconduct.store.file.dir to a directory.",
                command,
                url);
    }

    // KnownServers

    @Test
    void server_that_cannot_be_reached() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        Map<String, String> before = stored();
        api.close();
        Cli.Result login = cli.run("login", url, "--force");
        assertThat(login.code()).isEqualTo(ExitCode.NETWORK);
        assertThat(login.err())
                .contains("The server (", "http://127.0.0.1:" + api.port(), ") cannot be reached: ")
                .endsWith(". Check its URL, and whether it is running. Nothing was changed.\n");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void certificate_of_an_unknown_authority() throws Exception {
        try (FakeProtectedResource secure = FakeProtectedResource.builder(as)
                .tls(SelfSigned.create(directory).context())
                .start()) {
            Cli.Result login = cli.run("login", secure.resource());
            assertThat(login.code()).isEqualTo(ExitCode.NETWORK);
            assertThat(login.err())
                    .contains("https://127.0.0.1:" + secure.port(), "safeconduct.tls.ca-file")
                    .endsWith(" Nothing was changed.\n");
            assertThat(secure.requests()).isEmpty();
        }
    }

    @Test
    void authorization_server_that_cannot_be_reached() {
        as.close();
        Cli.Result login = cli.run("login", url);
        assertThat(login.code()).isEqualTo(ExitCode.NETWORK);
        assertThat(login.err())
                .startsWith("The login to " + url + " failed. The authorization server metadata (")
                .contains(as.origin(), ") cannot be reached: ")
                .endsWith(". Nothing was changed; try again later.\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 405, 200})
    void server_without_oauth(int status) {
        api.metadataAt(new FakeProtectedResource.MetadataForm[0]);
        api.challenges(new String[0]);
        for (String path :
                new String[] {"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"}) {
            api.on(path, request -> Reply.status(404));
        }
        api.on("/register", request -> Reply.text(status, "text/html", "<html>"));
        assertFails(
                ExitCode.LOGIN_FAILED,
                "The login to " + url + " failed. The server " + url + " asks for authorization but says nowhere how to"
                        + " get it: it publishes no OAuth metadata. Ask its operator; if it uses OAuth, set"
                        + " safeconduct.server.127-0-0-1.url=" + url
                        + " and safeconduct.server.127-0-0-1.issuer=<its authorization server>.",
                "login",
                url);
    }

    @Test
    void authorization_server_without_metadata() {
        as.metadataAt();
        assertFails(
                ExitCode.NETWORK,
                "The login to " + url + " failed. The authorization server " + as.issuer() + " publishes no metadata"
                        + " (looked at [" + as.issuer() + "/.well-known/oauth-authorization-server, " + as.issuer()
                        + "/.well-known/openid-configuration]). Tell its operator, or set"
                        + " safeconduct.server.127-0-0-1.url=" + url
                        + " and safeconduct.server.127-0-0-1.issuer=<the right one>.",
                "login",
                url);
    }

    @Test
    void a_name_that_is_taken_is_not_proposed_for_another_server() {
        as.metadataAt();
        cli.properties.put("safeconduct.server.127-0-0-1.url", "https://other.example");
        assertThat(cli.run("login", url).err())
                .contains("set safeconduct.server.127-0-0-1-cli.url=" + url
                        + " and safeconduct.server.127-0-0-1-cli.issuer=");
    }

    @Test
    void foreign_issuer() {
        as.metadata(metadata -> metadata.put("issuer", "https://evil.example"));
        assertFails(
                ExitCode.LOGIN_FAILED,
                "The login to " + url + " failed. The metadata at " + as.issuer()
                        + "/.well-known/oauth-authorization-server is of another issuer than " + as.issuer()
                        + ", so it may be forged. If the two are the same, set"
                        + " safeconduct.server.127-0-0-1.url=" + url
                        + " and safeconduct.server.127-0-0-1.issuer-alias=<the issuer that it names>.",
                "login",
                url);
        assertThat(as.requestsTo("/register")).isEmpty();
    }

    @Test
    void response_of_a_foreign_issuer() throws Exception {
        as.authorizationResponse(parameters -> parameters.put("iss", "https://evil.example"));
        assertLoginFailed(
                cli.runAndLogIn("login", url, "--no-browser"),
                ExitCode.LOGIN_FAILED,
                "The login to " + url + " failed. The response to the login is not from " + as.issuer()
                        + ", which was asked. It was discarded. Log in again; if that repeats, the login may"
                        + " be under attack.");
    }

    @Test
    void no_s256() throws Exception {
        as.metadata(metadata -> metadata.remove("code_challenge_methods_supported"));
        assertFails(
                ExitCode.NETWORK,
                "The login to " + url + " failed. The authorization server " + as.issuer() + " does not offer PKCE with"
                        + " S256, so a login there is not safe. If you trust it all the same, set"
                        + " safeconduct.server.127-0-0-1.url=" + url
                        + " and safeconduct.server.127-0-0-1.allow-missing-s256=true.",
                "login",
                url);
        cli.properties.put("safeconduct.server.127-0-0-1.url", url);
        cli.properties.put("safeconduct.server.127-0-0-1.allow-missing-s256", "true");
        assertThat(cli.runAndLogIn("login", url, "--no-browser").code()).isZero();
    }

    // Logins

    @Test
    void login_that_is_denied_keeps_the_one_before() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        Map<String, String> before = stored();
        as.denyNext(1);
        assertLoginFailed(
                cli.runAndLogIn("login", url, "--no-browser", "--force"),
                ExitCode.LOGIN_FAILED,
                "The login to " + url
                        + " failed. It was denied, by you or by the authorization server: The authorization"
                        + " server " + as.issuer()
                        + " responded with the error \"access_denied\". It says: \"the person"
                        + " said no\".");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void login_that_nobody_finishes_keeps_the_one_before() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        String before = Files.readString(tokenFile());
        assertLoginFailed(
                cli.run("login", url, "--no-browser", "--force", "--timeout", "1s"),
                ExitCode.LOGIN_FAILED,
                "The login to " + url
                        + " failed. The login was not finished within 1 s, so it was given up. Nothing was"
                        + " changed; log in again.");
        assertThat(tokenFile()).hasContent(before);
    }

    @Test
    void port_that_is_taken() throws Exception {
        try (ServerSocket squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(squatter.getLocalPort());
            Cli.Result login = cli.run("login", url, "--no-browser", "--callback-port", port);
            assertThat(login.code()).isEqualTo(ExitCode.LOGIN_FAILED);
            assertThat(login.err())
                    .startsWith("The login to " + url + " failed. Cannot listen for the end of the login on 127.0.0.1:"
                            + port + " (")
                    .endsWith("). Stop the program that listens there, or set safeconduct.callback.port to a free"
                            + " port.\n");
        }
    }

    // The store

    @Test
    void store_that_cannot_be_written() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the place of a directory");
        cli.properties.put("safeconduct.store.file.dir", file.resolve("tokens").toString());
        Cli.Result login = cli.run("login", url, "--no-browser");
        assertThat(login.code()).isEqualTo(ExitCode.STORE);
        assertThat(login.err())
                .contains("The token store ", file.toString(), "set safeconduct.store.file.dir to another");
        assertThat(as.requests())
                .as("nobody is asked for a login that could not be kept")
                .isEmpty();
        assertThat(file).hasContent("in the place of a directory");
    }

    @Test
    void torn_token_file_is_left_as_it_is_until_a_login() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        Path record = tokenFile();
        String whole = Files.readString(record);
        String torn = whole.substring(0, whole.length() / 2);
        Files.writeString(record, torn);

        Cli.Result token = cli.run("token", url);
        assertThat(token.code()).isEqualTo(ExitCode.STORE);
        assertThat(token.out()).isEmpty();
        assertThat(token.err())
                .startsWith("The record " + record + " in the store cannot be read: ")
                .contains(" is not well-formed JSON (line ")
                .endsWith(". It was left as it is; a new login replaces it.\n");
        assertThat(record).hasContent(torn);

        assertThat(cli.runAndLogIn("login", url, "--no-browser").code()).isZero();
        assertThat(cli.run("token", url).code()).isZero();
    }

    @Test
    void torn_token_file_does_not_hide_the_other_logins() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        Path torn = Files.writeString(directory.resolve("tokens/0123456789abcdef0123456789abcdef.json"), "{\"acc");
        Files.setPosixFilePermissions(torn, PosixFilePermissions.fromString("rw-------"));
        String line = "The record " + torn + " in the store cannot be read: ";

        Cli.Result status = cli.run("status");
        assertThat(status.out()).startsWith(url + "\n  State: connected\n");
        assertThat(status.err().lines())
                .singleElement()
                .asString()
                .startsWith(line)
                .endsWith("replaces it.");
        assertThat(status.code()).isEqualTo(ExitCode.STORE);
        Cli.Result json = cli.run("status", "-o", "json");
        assertThat(json.out()).contains("\"url\": \"" + url + "\"", "\"unreadable\": [\n    \"" + line);
        assertThat(json.code()).isEqualTo(ExitCode.STORE);

        // Nor does it keep them logged in.
        Cli.Result logout = cli.run("logout", "--all", "-y");
        assertThat(logout.err()).contains(line, "Logged out of " + url);
        assertThat(logout.code()).isEqualTo(ExitCode.STORE);
        assertThat(torn).hasContent("{\"acc");
    }

    @Test
    void torn_token_file_of_a_configured_server_is_named_once() throws Exception {
        cli.properties.put("safeconduct.server.api.url", url);
        cli.runAndLogIn("login", url, "--no-browser");
        Path record = tokenFile();
        Files.writeString(record, "{\"acc");
        Cli.Result status = cli.run("status");
        assertThat(status.out()).startsWith(url + " (api)\n  State: error\n");
        assertThat(status.err().lines()).singleElement().asString().contains(record.toString());
        assertThat(status.code()).isEqualTo(ExitCode.STORE);
    }

    @Test
    void file_in_the_place_of_the_token_directory() throws Exception {
        Path file = Files.writeString(directory.resolve("tokens"), "in the place of a directory");
        for (String[] command : new String[][] {{"status"}, {"logout", "--all", "-y"}}) {
            assertFails(
                    ExitCode.STORE,
                    "The token store does not use " + file + ": it is not a directory. Remove it, or set"
                            + " safeconduct.store.file.dir to another directory.",
                    command);
        }
        cli.properties.put("safeconduct.server.api.url", url);
        Cli.Result status = cli.run("status");
        assertThat(status.out()).startsWith(url + " (api)\n");
        assertThat(status.err().lines()).singleElement().asString().contains(file.toString());
        assertThat(status.code()).isEqualTo(ExitCode.STORE);
    }

    private Path tokenFile() throws IOException {
        return Path.of(stored().entrySet().stream()
                .filter(file -> file.getValue().contains("access_token"))
                .findFirst()
                .orElseThrow()
                .getKey());
    }
}
