package dev.safeconduct.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.oauth.OAuthJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code why}: what is in the way of a token, and that no network and no secret is needed to say it. */
class WhyCommandTest extends CommandLineTest {

    private static final String API = "https://api.example.com/mcp";

    private Cli.Result why(String asked) {
        return cli.run("why", asked);
    }

    private void configure(String name, String setting, String value) {
        cli.properties.put("safeconduct.server." + name + "." + setting, value);
    }

    private Map<String, Object> json(String... arguments) throws Exception {
        return OAuthJson.parseObject(cli.run(arguments).out().getBytes(StandardCharsets.UTF_8), "why");
    }

    @Test
    void a_token_goes_to_a_server_that_is_logged_in_to_whatever_the_query() throws Exception {
        configure("api", "url", url);
        cli.runAndLogIn("login", url, "--no-browser");
        as.forgetRequests();
        int before = api.requests().size();

        Cli.Result result = why(url + "/below?token=x#part");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .startsWith(url + "/below: a token goes there.\n  Server: " + url + " (api)\n  State: connected\n")
                .contains(
                        "  Sent: Authorization: Bearer, expires in ",
                        "  HTTP clients: java.net.http, httpurlconnection, ")
                .doesNotContain(cli.run("token", url).out().strip());
        assertThat(as.requests()).isEmpty();
        assertThat(api.requests()).hasSize(before);
        assertThat(why("api").code()).isZero();
    }

    @Test
    void a_login_that_is_needed_is_named_with_its_command() throws Exception {
        configure("api", "url", url);
        Cli.Result result = why(url);
        assertThat(result.code()).isEqualTo(ExitCode.GENERAL);
        assertThat(result.out())
                .startsWith(
                        url + ": no token goes there.\n  Reason: Log in with: java -jar safeconduct-agent.jar login "
                                + url + "\n")
                .contains("State: auth_required");
        assertThat(json("why", "-o", "json", url))
                .containsEntry("token", false)
                .containsEntry("login_command", "java -jar safeconduct-agent.jar login " + url)
                .containsEntry("status", "auth_required");
    }

    @Test
    void a_service_has_its_token_with_the_first_request() {
        configure("api", "url", API);
        configure("api", "grant", "client_credentials");
        configure("api", "issuer", "https://login.example.com");
        configure("api", "client-id", "robot");
        configure("api", "client-secret", "${env:SECRET}");
        cli.environment.put("SECRET", "canary");
        Cli.Result result = why(API);
        assertThat(result.code()).as(result.out()).isZero();
        assertThat(result.out())
                .contains("State: disconnected", "obtained with the first request (client_credentials)")
                .doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://api.example.com/mcp | the scheme is http, not https",
                "https://api.example.com:8443/mcp | the port is 8443, not 443",
                "https://api.exmaple.com/mcp | the host name is api.exmaple.com, not api.example.com",
                "https://api.example.com./mcp | the host name is api.example.com., not api.example.com",
                "https://example.com/mcp | the host name is example.com, not api.example.com",
                "https://api.example.com/mcp-evil | the path is not /mcp or below it",
            })
    void a_near_miss_names_the_difference(String asked, String difference) {
        configure("api", "url", API);
        Cli.Result result = why(asked);
        assertThat(result.code()).isEqualTo(ExitCode.GENERAL);
        assertThat(result.out())
                .contains("Reason: No configured server has this origin and path.")
                .contains("  Nearest: " + API + " (api): " + difference + "\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void what_to_paste_makes_it_go_there() throws Exception {
        configure("api", "url", API);
        configure("api", "urls", "https://other.example.com");
        String asked = "https://api.example.com:8443/mcp";
        assertThat(why(asked).out())
                .contains("If it is the same server: safeconduct.server.api.urls=https://other.example.com," + asked);
        Map<?, ?> set = (Map<?, ?>) json("why", "-o", "json", asked).get("set");
        cli.properties.put((String) set.get("key"), (String) set.get("value"));
        assertThat(why(asked).out()).contains("Server: " + API + " (api)").doesNotContain("No configured server");

        assertThat(why("https://api.example.com:9443/mcp/tools").out()).contains(",https://api.example.com:9443/mcp\n");
        assertThat(why("https://api.exmaple.com/mcp").out())
                .as("a look-alike is not proposed for the same token")
                .contains("To change it: safeconduct.server.api-exmaple-com.url=https://api.exmaple.com/mcp")
                .doesNotContain("If it is the same server");
        assertThat(why("http://api.example.com/mcp").out())
                .contains("Reason: It is plain http to another machine, where an attacker can read a token: use https.")
                .doesNotContain("safeconduct.server.api.urls");
        Map<String, Object> far = json("why", "-o", "json", "https://elsewhere.test/a?b");
        assertThat(far.get("nearest")).isEqualTo(List.of());
        assertThat(far.get("set"))
                .isEqualTo(Map.of("key", "safeconduct.server.elsewhere-test.url", "value", "https://elsewhere.test/a"));
    }

    @Test
    void a_login_alone_is_not_enough() throws Exception {
        cli.runAndLogIn("login", url, "--no-browser");
        Cli.Result result = why(url);
        assertThat(result.code()).isEqualTo(ExitCode.GENERAL);
        assertThat(result.out())
                .contains(
                        "Reason: You are logged in there, but the agent sends tokens only to servers that it is told of.")
                .contains("To change it: safeconduct.server.127-0-0-1.url=" + url + "\n");
        assertThat(cli.run("why", "--config", url, url).code()).isZero();
    }

    @Test
    void everything_that_is_in_the_way_is_said_at_once() {
        configure("api", "url", url);
        cli.properties.put("safeconduct.agent.enabled", "false");
        cli.properties.put("safeconduct.agent.clients", "netscape");
        assertThat(why(url).out())
                .contains(
                        "Reason: The agent is switched off by safeconduct.agent.enabled (-Dsafeconduct.agent.enabled).")
                .contains("Reason: safeconduct.agent.clients names no HTTP client that the agent supports.")
                .contains("Reason: Log in with: ");
        cli.properties.put("safeconduct.stoer", "file");
        assertThat(why(url).out())
                .contains(
                        "Reason: The agent is off, because the configuration is wrong: safeconduct.stoer is not a key");
    }

    @Test
    void relocated_copies_are_named() throws Exception {
        configure("api", "url", url);
        assertThat(why(url).out()).doesNotContain("Relocated");
        assertThat(json("why", "-o", "json", url)).doesNotContainKey("relocated");
        cli.properties.put("safeconduct.agent.relocated", "com.acme=okhttp, com.acme=netty");
        assertThat(why(url).out()).contains("Relocated copies: com.acme=okhttp, com.acme=netty\n");
        assertThat(json("why", "-o", "json", url).get("relocated"))
                .isEqualTo(List.of("com.acme=okhttp", "com.acme=netty"));
    }

    @Test
    void a_server_whose_configuration_is_wrong_is_named_with_the_problem() {
        configure("api", "url", API);
        configure("api", "scope", "read # only");
        Cli.Result result = why(API + "/x");
        assertThat(result.code()).isEqualTo(ExitCode.GENERAL);
        assertThat(result.out())
                .contains(
                        "The server api is left out, because its configuration is wrong: safeconduct.server.api.scope");
    }

    @Test
    void paths_that_are_read_in_more_than_one_way_and_user_information_are_told_apart() throws Exception {
        configure("api", "url", API);
        assertThat(why(API + "/a%2Fb").out())
                .contains("Reason: The path has an encoded slash (%2F)")
                .contains("To change it: safeconduct.server.api.url=https://api.example.com\n");
        assertThat(why("https://api.example.com/other/a%2Fb").out())
                .contains("No configured server has this origin and path.")
                .doesNotContain("%2F)");
        Cli.Result withPassword = why("https://me:canary@api.example.com/mcp");
        assertThat(withPassword.out())
                .contains("Reason: Its URL has a user name or password")
                .doesNotContain("canary");
        assertThat(withPassword.code()).isEqualTo(ExitCode.GENERAL);
    }

    @Test
    void what_is_not_a_url_of_a_request_is_a_mistake_of_usage() {
        for (String asked : List.of("ftp://h/x", "https://h\\@evil/", "https://a b/", "https:///x")) {
            Cli.Result result = why(asked);
            assertThat(result.code()).as(asked).isEqualTo(ExitCode.USAGE);
            assertThat(result.err()).startsWith("That is not the URL of a request");
        }
        assertThat(why("unknown").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void the_argument_of_the_agent_is_read_as_the_agent_reads_it() throws Exception {
        assertThat(why(API).out())
                .contains("No server is configured. Where a program names it in the agent's argument");
        assertThat(cli.run("why", "--config", API, API + "/x").out()).contains("Server: " + API + " (default)");
        Path file = Files.writeString(directory.resolve("some.properties"), "safeconduct.server.f.url=" + API + "\n");
        assertThat(cli.run("why", "--config", file.toString(), API).out()).contains("Server: " + API + " (f)");
    }

    @Test
    void a_store_that_cannot_be_read_is_told_apart_from_a_login_that_is_missing() throws Exception {
        configure("api", "url", url);
        Files.writeString(directory.resolve("tokens"), "in the place of a directory");
        Cli.Result result = why(url);
        assertThat(result.code()).isEqualTo(ExitCode.STORE);
        assertThat(result.out())
                .contains("Reason: The token store does not use ")
                .doesNotContain("Log in with");
    }
}
