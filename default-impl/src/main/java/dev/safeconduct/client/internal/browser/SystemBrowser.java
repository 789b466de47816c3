package dev.safeconduct.client.internal.browser;

import dev.safeconduct.client.internal.process.Programs;
import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.LoginPrompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens the login page with what the operating system calls the browser; never a text browser. */
final class SystemBrowser implements BrowserOpener {

    /** What {@code xdg-open} tries on a desktop that it does not know; its own list ends with text browsers. */
    private static final String GRAPHICAL_BROWSERS =
            "x-www-browser:firefox:chromium:chromium-browser:google-chrome:microsoft-edge:epiphany:konqueror";

    private static final String WSL_BROWSER = "rundll32.exe";

    private final Map<String, String> environment;
    private final String os;
    private final String kernel;

    /**
     * @param environment the environment of this process
     * @param osName as in the system property {@code os.name}
     * @param kernel the content of {@code /proc/version}, or nothing
     */
    SystemBrowser(Map<String, String> environment, String osName, String kernel) {
        this.environment = environment;
        this.os = osName.toLowerCase(Locale.ROOT);
        this.kernel = kernel.toLowerCase(Locale.ROOT);
    }

    @Override
    public void open(LoginPrompt prompt) throws IOException {
        boolean windows = os.startsWith("windows");
        List<String> named = BrowserList.of(environment.getOrDefault("BROWSER", ""), windows);
        if (named.isEmpty()) {
            String url = LoginUrl.check(prompt.uri());
            Launcher.start(command(url), Map.of("BROWSER", GRAPHICAL_BROWSERS), windows);
        } else {
            openWithOneOf(named, prompt, windows);
        }
    }

    /** Each in its turn, also where there is no screen: a remote editor's shows the page on the person's machine. */
    private static void openWithOneOf(List<String> commands, LoginPrompt prompt, boolean windows) throws IOException {
        List<String> failures = new ArrayList<>();
        for (String command : commands) {
            try {
                CommandBrowser.of("BROWSER", command, windows).open(prompt);
                return;
            } catch (IOException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        throw new IOException(String.join(". ", failures));
    }

    /** @throws IOException if there is no browser that the person could see; says why */
    List<String> command(String url) throws IOException {
        if (isSet("SSH_CONNECTION") || isSet("SSH_TTY")) {
            throw new IOException("No browser was opened: this is an SSH session, and the browser would be on the other"
                    + " machine. Open the address yourself");
        }
        if (os.startsWith("windows")) {
            // By its whole path: Windows would look for it in the current directory first.
            String root = environment.getOrDefault("SystemRoot", "C:\\Windows");
            return List.of(root + "\\System32\\rundll32.exe", "url.dll,FileProtocolHandler", url);
        }
        if (os.startsWith("mac")) {
            return List.of("/usr/bin/open", url);
        }
        String rundll32 = kernel.contains("microsoft") ? program(WSL_BROWSER) : null;
        if (rundll32 != null) {
            // A container has WSL's kernel too, and not its programs.
            return List.of(rundll32, "url.dll,FileProtocolHandler", url);
        }
        if (!isSet("DISPLAY") && !isSet("WAYLAND_DISPLAY")) {
            throw new IOException("No browser was opened: there is no screen (neither DISPLAY nor WAYLAND_DISPLAY is"
                    + " set). Open the address yourself");
        }
        String opener = program("xdg-open");
        if (opener == null) {
            throw new IOException("No browser was opened: the program xdg-open is not on the PATH. Install it, or set "
                    + CommandBrowser.KEY);
        }
        return List.of(opener, url);
    }

    private @Nullable String program(String name) {
        return Programs.find(name, environment.getOrDefault("PATH", ""));
    }

    private boolean isSet(String name) {
        return !environment.getOrDefault(name, "").isEmpty();
    }

    static SystemBrowser ofThisProcess() {
        return new SystemBrowser(System.getenv(), osName(), kernelVersion());
    }

    static boolean isWindows() {
        return osName().toLowerCase(Locale.ROOT).startsWith("windows");
    }

    private static String osName() {
        @Nullable String name = System.getProperty("os.name");
        return name == null ? "" : name;
    }

    private static String kernelVersion() {
        try {
            return Files.readString(Path.of("/proc/version"));
        } catch (IOException e) {
            return "";
        }
    }
}
