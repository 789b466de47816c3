package dev.safeconduct.client.internal.browser;

import dev.safeconduct.spi.BrowserOpener;
import dev.safeconduct.spi.LoginPrompt;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens the login page with what the operating system calls the browser; never a text browser. */
final class SystemBrowser implements BrowserOpener {

    /** What {@code xdg-open} tries on a desktop that it does not know; its own list ends with text browsers. */
    private static final String GRAPHICAL_BROWSERS =
            "x-www-browser:firefox:chromium:chromium-browser:google-chrome:microsoft-edge:epiphany:konqueror";

    private static final Pattern TEXT_BROWSER = Pattern.compile("\\b(www-browser|links2?|elinks|lynx|w3m)\\b");

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
        String own = ownBrowser();
        if (own != null) {
            CommandBrowser.of(own, os.startsWith("windows")).open(prompt);
            return;
        }
        String url = LoginUrl.check(prompt.uri());
        Launcher.start(command(url), Map.of("BROWSER", GRAPHICAL_BROWSERS), os.startsWith("windows"));
    }

    /**
     * The first command of {@code BROWSER}, by which a person or a remote editor names the browser to use, also where
     * there is no screen; null if none is named or a text browser is.
     */
    private @Nullable String ownBrowser() {
        String named = environment.getOrDefault("BROWSER", "");
        String first = os.startsWith("windows") ? named : named.split(":", 2)[0];
        return first.isBlank() || TEXT_BROWSER.matcher(first).find() ? null : first;
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
        if (kernel.contains("microsoft")) {
            return List.of(program("rundll32.exe"), "url.dll,FileProtocolHandler", url);
        }
        if (!isSet("DISPLAY") && !isSet("WAYLAND_DISPLAY")) {
            throw new IOException("No browser was opened: there is no screen (neither DISPLAY nor WAYLAND_DISPLAY is"
                    + " set). Open the address yourself");
        }
        return List.of(program("xdg-open"), url);
    }

    private boolean isSet(String name) {
        return !environment.getOrDefault(name, "").isEmpty();
    }

    /** Not from the current directory, even if the PATH says so. */
    private String program(String name) throws IOException {
        for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(directory, name);
            if (candidate.isAbsolute() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        throw new IOException("No browser was opened: the program " + name + " is not on the PATH. Install it, or set "
                + CommandBrowser.KEY);
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
