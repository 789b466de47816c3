package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.PackedAgent;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.RecordingSink;
import dev.safeconduct.testkit.Reply;
import dev.safeconduct.testkit.client.Api;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent sees to tokens and is otherwise not there. */
class HostUndisturbedIT {
    private static final String ENTRY_CLASS = "dev.safeconduct.agent.SafeconductAgent";
    private static final String BRIDGE = "java.lang.SafeconductBridge";

    private static Api api;

    @BeforeAll
    static void startApi() {
        api = Api.start();
    }

    @AfterAll
    static void endApi() {
        api.close();
    }

    @BeforeEach
    void forget() {
        api.forgetRequests();
    }

    // What the host can see

    @ParameterizedTest
    @EnumSource
    void host_sees_the_entry_class_and_the_bridge_only(Jdk jdk) throws IOException {
        List<String> resources = new ArrayList<>();
        List<String> classes = new ArrayList<>();
        for (String entry : entries()) {
            String name = entry.replaceFirst("^isolated/", "").replaceFirst("\\.classdata$", ".class");
            resources.add(name);
            if (name.endsWith(".class")) {
                classes.add(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
            }
        }
        assertThat(classes).hasSizeGreaterThan(500).contains(ENTRY_CLASS, BRIDGE);
        assertThat(resources).anyMatch(name -> name.startsWith("META-INF/services/"));
        Path classList = list(classes);
        Path resourceList = list(resources);

        try (HostJvm with = lookAround(jdk, config()).start();
                HostJvm without = HostProgram.of(jdk, "LookAround").start()) {
            assertThat(get(with)).containsExactly("get", "200", "200");
            assertThat(all(with, "classes", classList))
                    .containsExactlyInAnyOrder("class " + ENTRY_CLASS, "class " + BRIDGE);
            Set<String> seen = all(with, "resources", resourceList);
            seen.removeAll(all(without, "resources", resourceList));
            seen.removeIf(name ->
                    name.matches("resource META-INF/(MANIFEST.MF|LICENSE|NOTICE|sbom/safeconduct-agent.cdx.json)"));
            assertThat(seen).containsExactly("resource " + ENTRY_CLASS.replace('.', '/') + ".class");
        }
    }

    @ParameterizedTest
    @EnumSource
    void jvm_is_as_without_the_agent(Jdk jdk) throws IOException {
        Path logging = TemporaryFolders.create("jul").resolve("logging.properties");
        Files.writeString(logging, "handlers=java.util.logging.ConsoleHandler\nhost.level=FINER\n");
        String option = "-Djava.util.logging.config.file=" + logging;
        HostProgram plain = HostProgram.of(jdk, "LookAround").option(option);
        try (HostJvm with = lookAround(jdk, config())
                        .option(option)
                        .home(plain.home())
                        .start();
                HostJvm without = plain.start()) {
            assertThat(get(with)).containsExactly("get", "200", "200");
            assertThat(get(without)).containsExactly("get", "401", "401");
            for (String question : List.of(
                    "open java.lang.String value",
                    "open java.net.http.HttpRequest x",
                    "open sun.net.www.protocol.http.HttpURLConnection requests",
                    "open jdk.internal.net.http.MultiExchange client",
                    "properties",
                    "logging",
                    "state")) {
                with.tell(question.split(" "));
                without.tell(question.split(" "));
                assertThat(with.nextLine()).as(question).isEqualTo(without.nextLine());
            }
            with.tell("open", "java.lang.String", "value");
            assertThat(with.nextLine())
                    .containsExactly(
                            "open",
                            "java.lang.reflect.InaccessibleObjectException",
                            "java.lang.IllegalAccessException");
            with.tell("logging");
            assertThat(with.nextLine()).contains("FINER");
        }
    }

    /** System properties cross class loaders: these are for the host's own copies of our libraries. */
    @ParameterizedTest
    @EnumSource
    void hosts_settings_for_its_own_libraries_do_not_reach_ours(Jdk jdk) throws IOException {
        Path folder = TemporaryFolders.create("foreign");
        Path written = folder.resolve("written-by-logback");
        Path logback = Files.writeString(
                folder.resolve("logback.xml"),
                "<configuration debug='true'><appender name='F' class='ch.qos.logback.core.FileAppender'><file>"
                        + written
                        + "</file><encoder><pattern>%m%n</pattern></encoder></appender>"
                        + "<root level='trace'><appender-ref ref='F'/></root></configuration>");
        Path dump = Files.createDirectory(folder.resolve("dump"));
        Path ours = folder.resolve("agent.log");
        HostProgram program = lookAround(
                        jdk,
                        AgentConfig.file(
                                api.settings("api"),
                                Map.of(
                                        "safeconduct.agent.log",
                                        "debug",
                                        "safeconduct.agent.log-file",
                                        ours.toString())))
                .option(
                        "-Dlogback.configurationFile=" + logback,
                        "-Dlogback.statusListenerClass=ch.qos.logback.core.status.OnConsoleStatusListener",
                        "-Dlogback.debug=true",
                        "-Dslf4j.provider=no.such.Provider",
                        "-Dslf4j.internal.verbosity=DEBUG",
                        "-Dnet.bytebuddy.dump=" + dump);
        try (HostJvm jvm = program.start()) {
            assertThat(get(jvm)).containsExactly("get", "200", "200");
            HostJvm.Ended ended = jvm.awaitEnd();
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out()).containsExactly("get\t200\t200", "ended");
        }
        assertThat(written).doesNotExist();
        assertThat(dump).isEmptyDirectory();
        assertThat(ours).content().contains("DEBUG").doesNotContain("\tat ");
    }

    /** A jar of the application says that it is a token store; -Xlog shows whether anybody took it for one. */
    @ParameterizedTest
    @EnumSource
    void t67_provider_of_the_application_is_not_loaded(Jdk jdk) throws IOException {
        Path folder = TemporaryFolders.create("rogue");
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        for (String service : List.of("TokenStoreProvider", "BrowserOpenerProvider", "MetadataDiscoveryProvider")) {
            Files.writeString(services.resolve("dev.safeconduct.spi." + service), "hosts.RogueProvider\n");
        }
        Path loaded = folder.resolve("loaded.log");
        HostProgram program = lookAround(jdk, config()).classPath(folder).option("-Xlog:class+load:file=" + loaded);
        try (HostJvm jvm = program.start()) {
            assertThat(get(jvm)).containsExactly("get", "200", "200");
            assertThat(jvm.awaitEnd().err()).isEmpty();
        }
        assertThat(loaded)
                .content()
                .contains("hosts.LookAround", "dev.safeconduct.store.file.FileTokenStoreProvider")
                .doesNotContain("hosts.RogueProvider");
    }

    @ParameterizedTest
    @EnumSource
    void host_that_reads_no_jars_gets_its_tokens(Jdk jdk) throws IOException {
        try (HostJvm jvm = lookAround(jdk, config()).start()) {
            jvm.tell("handlers");
            assertThat(jvm.nextLine()).containsExactly("handlers");
            assertThat(get(jvm)).as(jvm.err()).containsExactly("get", "200", "200");
        }
    }

    // Switched off, broken, out of place: the host runs on

    @ParameterizedTest
    @EnumSource
    void kill_switch(Jdk jdk) throws IOException {
        assertUntouched(lookAround(jdk, config()).option("-Dsafeconduct.agent.enabled=false"), 0);
        assertUntouched(lookAround(jdk, config()).environment("SAFECONDUCT__AGENT__ENABLED", "false"), 0);
        assertUntouched(
                lookAround(jdk, AgentConfig.file(api.settings("api"), Map.of("safeconduct.agent.enabled", "false"))),
                0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=/no/such/file.properties", "=http://", "=", "=\u0001", "=ftp://x/y"})
    void argument_that_makes_no_sense(String argument) throws IOException {
        assertUntouched(HostProgram.of(Jdk.JDK_17, "LookAround").agent(HostProgram.agentJar(), argument), 1);
    }

    @Test
    void no_server_is_configured() throws IOException {
        HostProgram program = HostProgram.of(Jdk.JDK_17, "LookAround").agent(HostProgram.agentJar(), "");
        try (HostJvm jvm = program.start()) {
            assertThat(get(jvm)).containsExactly("get", "401", "401");
            assertThat(jvm.awaitEnd().err())
                    .singleElement()
                    .asString()
                    .startsWith("safeconduct: ")
                    .contains("disabled: no server is configured")
                    .endsWith(
                            "-javaagent:safeconduct-agent.jar=<URL of the server>, or set safeconduct.server.<name>.url");
        }
        assertUntouched(
                HostProgram.of(Jdk.JDK_17, "LookAround")
                        .agent(HostProgram.agentJar(), "")
                        .option("-Dsafeconduct.agent.log=error"),
                0);
    }

    @Test
    void home_that_cannot_be_read() throws IOException {
        Path home = TemporaryFolders.create("closed-home");
        Path file = Files.writeString(home.resolve("a-file"), "not a folder");
        Path config = config();
        HostProgram program = HostProgram.of(Jdk.JDK_17, "LookAround")
                .agent(config)
                .environment(Api.SECRET_VARIABLE, Api.SECRET)
                .environment("HOME", file.toString());
        try (HostJvm jvm = program.start()) {
            // Whether there is a token then is another question: there is an answer, and the host ends well.
            assertThat(get(jvm)).hasSize(3).first().isEqualTo("get");
            HostJvm.Ended ended = jvm.awaitEnd();
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.err()).hasSizeLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void damaged_jar(Jdk jdk) throws IOException, InterruptedException {
        Path folder = TemporaryFolders.create("damaged");
        for (String lost : List.of(
                "isolated/",
                "isolated/java/lang/SafeconductBridge",
                "isolated/dev/safeconduct/client/",
                "isolated/dev/safeconduct/agent/isolated/bytebuddy/")) {
            Path jar = copyWithout(lost, folder.resolve(lost.replace('/', '_') + ".jar"));
            HostProgram program = HostProgram.of(jdk, "LookAround")
                    .agent(jar, "=" + config())
                    .environment(Api.SECRET_VARIABLE, Api.SECRET);
            assertUntouched(program, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void agent_given_twice(Jdk jdk) throws IOException {
        Path copy = Files.copy(
                HostProgram.agentJar(), TemporaryFolders.create("copy").resolve("another.jar"));
        Path config = config();
        try (HostJvm jvm =
                lookAround(jdk, config).agent(config).agent(copy, "=" + config).start()) {
            assertThat(get(jvm)).containsExactly("get", "200", "200");
            assertThat(jvm.awaitEnd()).isEqualTo(new HostJvm.Ended(0, List.of("get\t200\t200", "ended"), List.of()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void second_agent_with_another_argument_is_said_to_be_ignored(Jdk jdk) {
        Path config = config();
        try (HostJvm jvm = lookAround(jdk, config)
                .agent(HostProgram.agentJar(), "=https://other.example.test/mcp")
                .start()) {
            assertThat(get(jvm)).containsExactly("get", "200", "200");
            assertThat(jvm.awaitEnd().err())
                    .containsExactly("safeconduct: WARN the agent is in this JVM already, with the argument \"" + config
                            + "\". \"https://other.example.test/mcp\" is ignored.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_server_that_is_configured_wrongly_gets_a_line_that_says_so_and_the_others_get_their_tokens(Jdk jdk) {
        Path config = AgentConfig.file(
                api.settings("api"),
                Map.of(
                        "safeconduct.server.other.url", "https://other.example.test/mcp",
                        "safeconduct.server.other.grant", "client_credentials"));
        try (HostJvm jvm = lookAround(jdk, config).start()) {
            assertThat(get(jvm)).containsExactly("get", "200", "200");
            assertThat(jvm.awaitEnd().err()).singleElement().satisfies(line -> assertThat(line)
                    .startsWith("safeconduct: WARN safeconduct.server.other.grant=client_credentials needs"
                            + " safeconduct.server.other.client-id and safeconduct.server.other.client-secret (or ")
                    .contains("client-key", ": set them (")
                    .endsWith("Requests to the server other get no token."));
        }
    }

    @ParameterizedTest
    @EnumSource
    void own_command_line_is_left_alone(Jdk jdk) {
        HostJvm.Ended plain = HostProgram.commandLine(jdk, "--help").run();
        HostJvm.Ended withAgent =
                HostProgram.commandLine(jdk, "--help").agent(config()).run();
        assertThat(plain.exitCode()).isZero();
        assertThat(plain.out()).isNotEmpty();
        assertThat(withAgent).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource
    void jvm_that_nothing_can_attach_to(Jdk jdk) throws IOException {
        try (HostJvm jvm =
                lookAround(jdk, config()).option("-XX:+DisableAttachMechanism").start()) {
            assertThat(get(jvm)).containsExactly("get", "200", "200");
            assertThat(jvm.err()).isEmpty();
        }
    }

    /** A training run has the agent as the program has it later. JDK 17 makes no archive where there is an agent. */
    @Tag("full")
    @Test
    void aot_cache_that_was_made_with_the_agent_is_used_with_it() throws IOException {
        Path folder = TemporaryFolders.create("aot");
        Path cache = folder.resolve("cache");
        Path loaded = folder.resolve("loaded.log");
        // The JVM takes no folder for it.
        Path jar = folder.resolve("program.jar");
        int packed = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "cf",
                        jar.toString(),
                        "-C",
                        HostClasses.directory().toString(),
                        ".");
        assertThat(packed).isZero();
        for (String option : List.of("-XX:AOTCacheOutput=" + cache, "-XX:AOTCache=" + cache)) {
            try (HostJvm jvm = HostProgram.java(Jdk.JDK_25, List.of("-cp", jar.toString(), "hosts.LookAround"))
                    .agent(config())
                    .environment(Api.SECRET_VARIABLE, Api.SECRET)
                    .option(option, "-Xlog:disable", "-Xlog:class+load:file=" + loaded)
                    .start()) {
                assertThat(get(jvm)).as(option).containsExactly("get", "200", "200");
                assertThat(jvm.awaitEnd().exitCode()).isZero();
            }
            assertThat(cache).isNotEmptyFile();
        }
        assertThat(Files.readAllLines(loaded))
                .anyMatch(line -> line.contains("java.net.HttpURLConnection source: shared objects file"))
                .noneMatch(line -> line.contains("MultiExchange source: shared objects file"));
    }

    /** From then on each check looks at all classes on the stack, and ours are there. */
    @Test
    void security_manager_that_is_set_later() {
        try (RecordingSink redirecting = RecordingSink.start().answer(Reply.redirect(302, api.url("")))) {
            HostJvm.Ended ended = HostProgram.of(
                            Jdk.JDK_17, "LateSecurityManager", api.url(""), redirecting.origin() + "/")
                    .option("-Djava.security.manager=allow")
                    .agent(config())
                    .environment(Api.SECRET_VARIABLE, Api.SECRET)
                    .run();
            assertThat(ended.out())
                    .as(ended.toString())
                    .containsExactly(api.url("") + "\t200\t200", redirecting.origin() + "/\t200\t200");
        }
    }

    // Older and newer JVMs

    @Test
    void jvm_that_knows_no_security_manager() throws IOException {
        HostProgram program = lookAround(Jdk.JDK_25, config()).option(PatchedJdk.withoutSecurityManager(Jdk.JDK_25));
        try (HostJvm jvm = program.start()) {
            assertThat(get(jvm)).as(jvm.err()).containsExactly("get", "200", "200");
        }
    }

    @Test
    void entry_class_is_for_java8() throws IOException {
        try (JarFile jar = new JarFile(HostProgram.agentJar().toFile());
                var in = new DataInputStream(
                        jar.getInputStream(jar.getEntry(ENTRY_CLASS.replace('.', '/') + ".class")))) {
            in.readInt();
            in.readUnsignedShort();
            assertThat(in.readUnsignedShort()).isEqualTo(52);
        }
    }

    @Test
    void older_jvm_is_turned_down() throws Exception {
        URL[] jar = {HostProgram.agentJar().toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
            Method refusal = loader.loadClass(ENTRY_CLASS).getDeclaredMethod("refusal", String.class);
            refusal.setAccessible(true);
            for (String old : List.of("1.8", "9", "11", "16", "", "seventeen")) {
                assertThat((String) refusal.invoke(null, old))
                        .as(old)
                        .contains("17")
                        .doesNotContain("\n");
            }
            for (String good : List.of("17", "18", "21", "25", "26")) {
                assertThat(refusal.invoke(null, good)).as(good).isNull();
            }
        }
    }

    // Words

    private static Path config() {
        return AgentConfig.file(api.settings("api"));
    }

    private static HostProgram lookAround(Jdk jdk, Path config) {
        return HostProgram.of(jdk, "LookAround").agent(config).environment(Api.SECRET_VARIABLE, Api.SECRET);
    }

    private static List<String> get(HostJvm jvm) {
        jvm.tell("get", api.url(""));
        return jvm.nextLine();
    }

    private static Set<String> all(HostJvm jvm, String question, Path list) {
        Set<String> answers = new TreeSet<>();
        jvm.tell(question, list.toString());
        for (List<String> line = jvm.nextLine(); !line.get(0).equals("end"); line = jvm.nextLine()) {
            answers.add(String.join(" ", line));
        }
        return answers;
    }

    /** Two requests without a token, a good end, and on the standard error so many lines at most. */
    private static void assertUntouched(HostProgram program, int lines) {
        api.forgetRequests();
        try (HostJvm jvm = program.start()) {
            assertThat(get(jvm)).as(jvm.err()).containsExactly("get", "401", "401");
            HostJvm.Ended ended = jvm.awaitEnd();
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.out()).containsExactly("get\t401\t401", "ended");
            assertThat(ended.err()).as(program.command().toString()).hasSizeLessThanOrEqualTo(lines);
            assertThat(ended.err()).allMatch(line -> line.startsWith("safeconduct: "));
        }
        assertThat(api.authorizations("/mcp")).containsExactly("", "");
        assertThat(api.issuer.requests()).isEmpty();
    }

    private static Set<String> entries() throws IOException {
        return PackedAgent.files().keySet();
    }

    private static Path list(List<String> lines) throws IOException {
        return Files.write(TemporaryFolders.create("list").resolve("list"), lines, StandardCharsets.UTF_8);
    }

    private static Path copyWithout(String prefix, Path target) throws IOException, InterruptedException {
        Map<String, byte[]> files = PackedAgent.files();
        assertThat(files.keySet().removeIf(name -> name.startsWith(prefix)))
                .as(prefix)
                .isTrue();
        PackedAgent.copyWith(files, target);
        return target;
    }
}
