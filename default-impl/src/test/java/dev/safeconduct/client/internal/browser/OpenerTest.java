package dev.safeconduct.client.internal.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.BrowserOpenerProvider;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.testkit.MapProviderConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@DisabledOnOs(OS.WINDOWS)
class OpenerTest {

    private static final String URL = "https://as.example/authorize?client_id=a&state=b";

    @TempDir
    private Path dir;

    private Path canary;
    private Path record;
    private Path browser;

    @BeforeEach
    void writeBrowser() throws IOException {
        canary = dir.resolve("canary");
        record = dir.resolve("record");
        browser = script("browser", recording(record));
    }

    private Path script(String name, String body) throws IOException {
        Path script = Files.writeString(dir.resolve(name), "#!/bin/sh\n" + body);
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    /** Writes the arguments, each ended by a line end, and shows the file when it is complete. */
    private static String recording(Path record) {
        return "printf '%s\\n' \"$@\" > '" + record + ".part'\nmv '" + record + ".part' '" + record + "'\n";
    }

    private List<String> recorded() throws IOException {
        return await(record);
    }

    private static List<String> await(Path file) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.exists(file)) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return Files.readAllLines(file);
    }

    private static LoginPrompt prompt(String uri) {
        return new LoginPrompt(URI.create(uri), "https://mcp.example", null, null, Instant.EPOCH);
    }

    private static BrowserOpener command(@Nullable String command) throws OAuthException {
        return new CommandBrowserProvider().create(config(command));
    }

    private static ProviderConfig config(@Nullable String command) {
        return MapProviderConfig.of(command == null ? Map.of() : Map.of("safeconduct.browser.command", command));
    }

    private Map<String, String> desktop(String... more) {
        Map<String, String> environment = new HashMap<>(Map.of("DISPLAY", ":0", "PATH", dir.toString()));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    private SystemBrowser linux(Map<String, String> environment) {
        return new SystemBrowser(environment, "Linux", "Linux version 6");
    }

    /** Addresses that would do something else if a shell read them. */
    private Stream<String> hostileUrls() {
        return Stream.of(
                "https://as.example/a?x=$(touch$IFS" + canary + ")",
                "https://as.example/a?x=1&calc&touch%20" + canary,
                "https://as.example/a?x=1;touch$IFS" + canary + ";",
                "https://as.example/a?x=%22%27%60touch%60",
                "https://as.example/a?x=%25TEMP%25&y=$HOME&z=*",
                "https://as.example/a?x=%s&y=~".replace("%s", "%25s"),
                "https://as.example/a?--profile=/tmp");
    }

    @Test
    void t31_url_is_one_argument_and_no_shell_reads_it() throws Exception {
        for (String url : hostileUrls().toList()) {
            command(browser + " --new-window").open(prompt(url));
            assertThat(recorded()).containsExactly("--new-window", url);
            Files.delete(record);
            command(browser + " '--app=%s' x").open(prompt(url));
            assertThat(recorded()).containsExactly("--app=" + url, "x");
            Files.delete(record);
        }
        assertThat(canary).doesNotExist();
    }

    @Test
    void t31_system_browser_gets_the_url_as_one_argument() throws Exception {
        script("xdg-open", recording(record));
        for (String url : hostileUrls().toList()) {
            linux(desktop()).open(prompt(url));
            assertThat(recorded()).containsExactly(url);
            Files.delete(record);
        }
        assertThat(canary).doesNotExist();
    }

    @Test
    void t31_command_itself_is_not_read_by_a_shell() throws Exception {
        command(browser + " ; touch " + canary + " | $(touch " + canary + ") && `touch " + canary + "` > " + canary)
                .open(prompt(URL));
        assertThat(recorded()).startsWith(";", "touch").endsWith(">", canary.toString(), URL);
        assertThat(canary).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "javascript:alert(1)",
                "data:text/html,x",
                "--help",
                "as.example/authorize",
                "//as.example/authorize",
                "http:as.example",
                "http:///authorize",
                "https://user:password@as.example/",
                "https://as.example/?x='calc'",
                "vscode://as.example/"
            })
    void t31_what_is_not_a_plain_web_address_is_not_opened(String uri) throws Exception {
        script("xdg-open", recording(record));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        List<BrowserOpener> openers = List.of(
                command(browser.toString()),
                linux(desktop()),
                new PrintBrowser(() -> new PrintStream(printed, true, StandardCharsets.UTF_8)));
        for (BrowserOpener opener : openers) {
            assertThatThrownBy(() -> opener.open(prompt(uri)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not opened");
        }
        assertThat(printed.size()).isZero();
        assertThat(record).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://as.example/%TEMP%",
                "-http://as.example/",
                "http://as.example/?x=\"",
                "http://as.example/?x=`id`",
                "http://as.example/?x= y",
                "http://as.example/\u0007",
                "http://as.example/\\"
            })
    void t31_rest_is_no_uri_in_the_first_place(String text) {
        assertThatThrownBy(() -> URI.create(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void t31_url_is_ascii() throws Exception {
        command(browser.toString()).open(prompt("https://as.example/caf\u00e9?x=\u202E"));
        assertThat(recorded()).containsExactly("https://as.example/caf%C3%A9?x=%E2%80%AE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sh -c 'firefox %s'",
                "/bin/bash -lc %s",
                "cmd /c start",
                "C:/x/Firefox.BAT",
                "powershell -Command"
            })
    void t31_shell_is_no_browser(String command) {
        assertThatThrownBy(() -> command(command))
                .isInstanceOf(OAuthException.class)
                .hasMessageContainingAll("safeconduct.browser.command", "shell");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "'firefox %s", "\"firefox", "%s", "'' x"})
    void unusable_command_names_its_key(String command) {
        assertThatThrownBy(() -> command(command))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("safeconduct.browser.command");
    }

    @Test
    void missing_command_names_its_key() {
        assertThatThrownBy(() -> command(null))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("safeconduct.browser.command");
    }

    @Test
    void missing_program_is_told_in_words() {
        assertThatThrownBy(() -> command(dir.resolve("none") + " %s").open(prompt(URL)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("none", "could not be started")
                .hasMessageNotContaining("state");
        assertThatThrownBy(() -> linux(desktop()).open(prompt(URL)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("xdg-open is not on the PATH");
    }

    @Test
    void t32_browser_writes_nowhere_reads_nothing_and_is_not_waited_for() throws Exception {
        Path go = dir.resolve("go");
        Path noisy = script(
                "noisy",
                "echo to-stdout; echo to-stderr >&2; cat > '" + dir.resolve("stdin") + "'\n" + "i=0; until [ -e '" + go
                        + "' ] || [ $i = 250 ]; do sleep 0.02; i=$((i+1)); done\n" + recording(record));
        Path javaHome = Path.of(System.getProperty("java.home"));
        Process host = new ProcessBuilder(
                        javaHome.resolve("bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OpensOnce.class.getName(),
                        noisy.toString(),
                        URL)
                .start();
        // The streams end with the host although the browser still runs: it holds neither of them.
        assertThat(host.getInputStream().readAllBytes()).asString().isEqualTo("the token\n");
        assertThat(host.getErrorStream().readAllBytes()).asString().isEmpty();
        assertThat(host.waitFor()).isZero();
        assertThat(record).doesNotExist();
        Files.createFile(go);
        assertThat(recorded()).containsExactly(URL);
        assertThat(dir.resolve("stdin")).isEmptyFile();
    }

    /** A program that opens a browser and prints a token. */
    static final class OpensOnce {

        private OpensOnce() {}

        public static void main(String[] args) throws IOException {
            command(args[0]).open(prompt(args[1]));
            System.out.println("the token");
        }
    }

    @Test
    void system_browser_is_not_opened_where_nobody_sees_it() throws Exception {
        script("xdg-open", recording(record));
        List<SystemBrowser> blind = new ArrayList<>();
        blind.add(linux(Map.of("PATH", dir.toString())));
        blind.add(linux(desktop("DISPLAY", "")));
        blind.add(linux(desktop("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")));
        blind.add(linux(desktop("SSH_TTY", "/dev/pts/1")));
        blind.add(new SystemBrowser(Map.of("SSH_TTY", "/dev/ttys1"), "Mac OS X", ""));
        for (SystemBrowser opener : blind) {
            assertThatThrownBy(() -> opener.open(prompt(URL)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("No browser was opened", "Open the address yourself");
        }
        assertThat(record).doesNotExist();
        linux(Map.of("WAYLAND_DISPLAY", "wayland-0", "PATH", dir.toString())).open(prompt(URL));
        assertThat(recorded()).containsExactly(URL);
    }

    @Test
    void t31_system_browser_of_each_system() throws Exception {
        assertThat(new SystemBrowser(Map.of("SystemRoot", "D:\\Win"), "Windows 11", "").command(URL))
                .containsExactly("D:\\Win\\System32\\rundll32.exe", "url.dll,FileProtocolHandler", URL);
        assertThat(new SystemBrowser(Map.of(), "Mac OS X", "").command(URL)).containsExactly("/usr/bin/open", URL);
        Path rundll = script("rundll32.exe", "");
        SystemBrowser wsl = new SystemBrowser(
                Map.of("PATH", "/none:" + dir), "Linux", "Linux version 5.15.90.1-microsoft-standard-WSL2");
        assertThat(wsl.command(URL)).containsExactly(rundll.toString(), "url.dll,FileProtocolHandler", URL);
    }

    @Test
    void system_browser_is_not_taken_from_the_current_directory() {
        assertThatThrownBy(() -> linux(desktop("PATH", ".::bin")).open(prompt(URL)))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lynx", "w3m:elinks", "/usr/bin/links2 %s"})
    void system_browser_is_never_a_text_browser(String own) throws Exception {
        script("xdg-open", "set -- \"$BROWSER\"\n" + recording(record));
        linux(desktop("BROWSER", own)).open(prompt(URL));
        assertThat(recorded()).singleElement().asString().startsWith("x-www-browser:firefox:");
    }

    /** A remote editor sets it where there is no screen, a person where they want another browser. */
    @Test
    void browser_of_the_environment_is_taken_wherever_it_is_named() throws Exception {
        linux(Map.of("BROWSER", browser + " --new-window:w3m", "SSH_TTY", "/dev/pts/1"))
                .open(prompt(URL));
        assertThat(recorded()).containsExactly("--new-window", URL);
    }

    @Test
    void each_browser_of_the_environment_is_tried_in_its_turn() throws Exception {
        Path failing = script("failing", "exit 3\n");
        linux(desktop("BROWSER", dir.resolve("none") + ":" + failing + ":xterm -e w3m:'" + browser + "' 'a:b' %s:none"))
                .open(prompt(URL));
        assertThat(recorded()).containsExactly("a:b", URL);
    }

    @Test
    void if_no_browser_of_the_environment_works_all_are_named() throws Exception {
        script("xdg-open", recording(record));
        Path failing = script("failing", "exit 3\n");
        assertThatThrownBy(() -> linux(desktop("BROWSER", "'half:" + failing)).open(prompt(URL)))
                .isInstanceOf(IOException.class)
                .hasMessage("BROWSER is not usable: a quote is not closed");
        assertThatThrownBy(() ->
                        linux(desktop("BROWSER", "/none/browser:" + failing)).open(prompt(URL)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("/none/browser could not be started", failing + " was started", "exit code 3");
        assertThat(record).doesNotExist();
    }

    @Test
    void a_command_that_fails_at_once_is_told() throws Exception {
        Path failing = script("failing", "exit 4\n");
        assertThatThrownBy(() -> command(failing.toString()).open(prompt(URL)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(failing.toString(), "exit code 4");
    }

    @Test
    void the_kernel_of_wsl_without_its_programs_is_a_linux_like_others() throws Exception {
        script("xdg-open", recording(record));
        new SystemBrowser(desktop(), "Linux", "Linux version 5.15.90.1-microsoft-standard-WSL2").open(prompt(URL));
        assertThat(recorded()).containsExactly(URL);
        assertThatThrownBy(() -> new SystemBrowser(Map.of(), "Linux", "Linux version 5.15-microsoft-standard-WSL2")
                        .open(prompt(URL)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no screen");
    }

    /** Ctrl-C is for the foreground of the terminal, which a browser must not belong to. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void a_browser_is_in_a_session_of_its_own() throws Exception {
        Path sessions = script("sessions", "set -- $(cut -d' ' -f1,6 /proc/$$/stat)\n" + recording(record));
        command(sessions.toString()).open(prompt(URL));
        List<String> processAndSession = recorded();
        assertThat(processAndSession.get(1)).isEqualTo(processAndSession.get(0));
    }

    @Test
    void t45_printed_text_is_inert() throws Exception {
        StringBuilder printed = new StringBuilder();
        new PrintBrowser(() -> printed)
                .open(new LoginPrompt(
                        URI.create(URL),
                        "https://mcp.example/\u001b[2J",
                        "ada\nevil",
                        "AB\u202E-\u009bCD",
                        Instant.EPOCH));
        assertThat(printed)
                .hasToString("To log in to https://mcp.example/[2J as ada evil, open this address:\n  " + URL
                        + "\nand enter the code AB-CD\n");
    }

    @Test
    void names_are_those_of_the_configuration() throws Exception {
        assertThat(Stream.of(new SystemBrowserProvider(), new CommandBrowserProvider(), new PrintBrowserProvider())
                        .map(BrowserOpenerProvider::name))
                .containsExactly("system", "command", "print");
        assertThat(new SystemBrowserProvider().create(config(null))).isInstanceOf(SystemBrowser.class);
        assertThat(new PrintBrowserProvider().create(config(null))).isInstanceOf(PrintBrowser.class);
    }
}
