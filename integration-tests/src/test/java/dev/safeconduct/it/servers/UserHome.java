package dev.safeconduct.it.servers;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostJvm.Ended;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.client.Conditions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The home of a person who uses the packed agent: the command line, and a program that knows nothing of OAuth. */
public final class UserHome {
    private static final Pattern ADDRESS = Pattern.compile("open this address:\\s+(http\\S+)");
    private static final Pattern DEVICE_ADDRESS = Pattern.compile("open this address on any device:\\s+(http\\S+)");
    private static final Pattern CODE = Pattern.compile("enter the code {2}(\\S+)");

    private final Path folder = TemporaryFolders.create("home");
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** Configures a server that is called {@code api}. */
    UserHome set(String setting, String value) {
        environment.put("SAFECONDUCT__SERVER__API__" + setting, value);
        return this;
    }

    /** Configures something that is not of one server. */
    public UserHome setForAll(String setting, String value) {
        environment.put("SAFECONDUCT__" + setting, value);
        return this;
    }

    /** Writes the properties file of the user. */
    public void setInFile(Map<String, String> settings) {
        try {
            Path file = Files.createDirectories(folder.resolve(".config/safeconduct"))
                    .resolve("safeconduct.properties");
            Files.write(
                    file,
                    settings.entrySet().stream()
                            .map(setting -> setting.getKey() + "=" + setting.getValue())
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is. */
    public Path folder() {
        return folder;
    }

    /** Runs a command to its end. */
    Ended command(String... arguments) {
        return inHome(HostProgram.commandLine(Jdk.JDK_17, arguments)).run();
    }

    /** Runs {@code login}; the person approves. */
    public Ended logIn(String url) throws IOException, InterruptedException {
        return login(true, url);
    }

    /** The same where the login that is there is not wanted, though its token may still be taken. */
    public Ended logInAnew(String url) throws IOException, InterruptedException {
        return login(true, "--force", url);
    }

    /** Runs {@code login}; the person denies. */
    Ended logInAndDeny(String url) throws IOException, InterruptedException {
        return login(false, url);
    }

    private Ended login(boolean approves, String... arguments) throws IOException, InterruptedException {
        HostProgram login = inHome(HostProgram.commandLine(Jdk.JDK_17, "login", "--no-browser"));
        for (String argument : arguments) {
            login.argument(argument);
        }
        try (HostJvm jvm = login.start()) {
            // A login that is refused for its scope or its client goes on at another address.
            for (int pages = 0; jvm.isAlive(); pages++) {
                int seen = pages;
                Conditions.await(
                        "an address, or the end",
                        () -> !jvm.isAlive() || addresses(jvm).size() > seen);
                if (addresses(jvm).size() > seen) {
                    URI address = URI.create(addresses(jvm).get(seen));
                    URI end = approves ? FormBrowser.approve(address) : FormBrowser.deny(address);
                    checkCameBack(end, address);
                }
            }
            return jvm.awaitEnd();
        }
    }

    /** Runs {@code login --device}; the person enters the code elsewhere, and approves. */
    Ended logInFromAnotherDevice(String url) throws IOException, InterruptedException {
        try (HostJvm jvm = inHome(HostProgram.commandLine(Jdk.JDK_17, "login", "--device", url))
                .start()) {
            Conditions.await(
                    "a code, or the end",
                    () -> !jvm.isAlive() || CODE.matcher(jvm.err()).find());
            Matcher page = DEVICE_ADDRESS.matcher(jvm.err());
            Matcher code = CODE.matcher(jvm.err());
            if (page.find() && code.find()) {
                FormBrowser.approve(URI.create(page.group(1) + "?user_code=" + code.group(1)));
            }
            return jvm.awaitEnd();
        }
    }

    private static void checkCameBack(URI end, URI address) {
        if (!end.getPath().startsWith("/callback")) {
            throw new AssertionError("the browser ended at " + end + ", from " + address);
        }
    }

    private static List<String> addresses(HostJvm jvm) {
        Matcher matcher = ADDRESS.matcher(jvm.err());
        return matcher.results().map(result -> result.group(1)).toList();
    }

    /** Starts the program with the agent, which gets this argument; empty for what is configured. */
    HostJvm program(Jdk jdk, String agentArgument) {
        String argument = agentArgument.isEmpty() ? "" : "=" + agentArgument;
        return inHome(HostProgram.of(jdk, "JavaNetHttpHost"))
                .agent(HostProgram.agentJar(), argument)
                .start();
    }

    /** Lets such programs call a URL at the same time; the status that each saw. */
    static List<String> call(String url, HostJvm... programs) {
        Stream.of(programs).forEach(program -> program.tell("send", "GET", url, "", "", ""));
        return Stream.of(programs)
                .map(HostJvm::nextLine)
                .map(words -> words.get(0).equals("answer") ? words.get(1) : String.join(" ", words))
                .toList();
    }

    /** A home with the same files, as a thief has it. */
    UserHome copy() throws IOException {
        UserHome copy = new UserHome();
        copy.environment.putAll(environment);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.folder.resolve(folder.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        return copy;
    }

    /** A program with this home and what is configured. */
    public HostProgram inHome(HostProgram program) {
        environment.forEach(program::environment);
        return program.home(folder);
    }
}
