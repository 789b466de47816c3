import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.FollowingBrowser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What {@code ./demo} runs: an authorization server and an API that demands a token, both on this machine, and a
 * program that knows of neither.
 */
public class Demo {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private final Path agent;
    private final Path classes;
    private final boolean browser;
    private final Path tokens;

    private Demo(Path agent, Path classes, boolean browser, Path tokens) {
        this.agent = agent;
        this.classes = classes;
        this.browser = browser;
        this.tokens = tokens;
    }

    /** Arguments: the agent's jar, the folder with the compiled sample program, and maybe {@code --browser}. */
    public static void main(String[] args) throws Exception {
        boolean browser = List.of(args).contains("--browser");
        Path tokens = Files.createTempDirectory("safeconduct-demo-");
        boolean passed;
        try (FakeAuthorizationServer as = FakeAuthorizationServer.builder().start();
                FakeProtectedResource api = FakeProtectedResource.start(as)) {
            as.loginPage(browser);
            passed = new Demo(Path.of(args[0]), Path.of(args[1]), browser, tokens).run(as, api);
        } finally {
            deleteAll(tokens);
        }
        System.exit(passed ? 0 : 1);
    }

    private boolean run(FakeAuthorizationServer as, FakeProtectedResource api) throws Exception {
        String url = api.resource();
        say("The sample program, examples/CallApi.java, which has no OAuth in it:");
        System.out.println(Files.readString(Path.of("examples", "CallApi.java")).indent(4));
        say("An authorization server runs at " + as.origin() + ", an API that demands its tokens at " + url + ".");

        say("1. The program as it is. The API refuses it:");
        boolean passed = expect("HTTP 401", java(List.of("-cp", classes.toString(), "CallApi", url)));

        say(browser
                ? "2. The same program with the agent. Your browser opens; allow the login there:"
                : "2. The same program with the agent, and with a stand-in for the browser, which allows the login:");
        List<String> login = new ArrayList<>(List.of(
                "-Dsafeconduct.login=auto", "-Dsafeconduct.login.wait=120s", "-Dsafeconduct.login.timeout=120s"));
        if (!browser) {
            login.add("-Dsafeconduct.browser.command=\"" + JAVA + "\" -cp \"" + System.getProperty("java.class.path")
                    + "\" " + FollowingBrowser.class.getName());
        }
        passed &= expect("HTTP 200", withAgent(login, url));
        System.out.println("    Between the refusal and the answer the agent found the authorization server, registered"
                + " a client there (" + as.requestsTo("/register").size() + " request), had you log in ("
                + as.requestsTo("/authorize").size() + "), fetched a token (" + as.requestsTo("/token").size()
                + ") and sent the request once more.");

        say("3. Once more with the agent, in a new process. The stored token is used, nobody logs in:");
        int logins = as.requestsTo("/authorize").size();
        passed &= expect("HTTP 200", withAgent(List.of(), url));
        passed &= as.requestsTo("/authorize").size() == logins;

        say("4. What the command line says, java -jar safeconduct-agent.jar status:");
        passed &= expect("connected", java(List.of("-Dsafeconduct.store.file.dir=" + tokens, "-jar", agent.toString(), "status")));

        say(passed ? "Done. Nothing is left running, the demo's token store is deleted." : "The demo failed.");
        return passed;
    }

    private String withAgent(List<String> options, String url) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("-javaagent:" + agent + "=" + url, "-Dsafeconduct.store.file.dir=" + tokens));
        arguments.addAll(options);
        arguments.addAll(List.of("-cp", classes.toString(), "CallApi", url));
        return java(arguments);
    }

    private String java(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(JAVA.toString()));
        command.addAll(arguments);
        System.out.println("    $ java " + shown(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(150, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        System.out.print(output.indent(4));
        return output;
    }

    private String shown(List<String> arguments) {
        return String.join(" ", arguments)
                .replace(agent.toString(), "safeconduct-agent.jar")
                .replaceAll("-Dsafeconduct\\.store\\.file\\.dir=\\S+ ", "")
                .replaceAll("-Dsafeconduct\\.browser\\.command=.*?FollowingBrowser", "-Dsafeconduct.browser.command=…")
                .replaceAll("-cp \\S+", "-cp …");
    }

    private static boolean expect(String text, String output) {
        if (!output.contains(text)) {
            System.out.println("    Expected \"" + text + "\", which is not what came.");
            return false;
        }
        return true;
    }

    private static void say(String text) {
        System.out.println("\n" + text);
    }

    private static void deleteAll(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
