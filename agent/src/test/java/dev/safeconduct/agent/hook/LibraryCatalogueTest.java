package dev.safeconduct.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.loader.ChosenClients;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue against every minor version of the libraries' clients that is supported, as their jars are. */
class LibraryCatalogueTest {

    private static final Path JARS = Path.of(System.getProperty("clients.dir"));

    static Stream<Arguments> everyClassInEveryVersion() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (ClientHook client : clients()) {
            for (HookedClass hooked : client.classes()) {
                List<Path> jars = jars(client.name(), hooked.name());
                assertThat(jars).as(hooked.name()).hasSizeGreaterThan(1);
                jars.forEach(jar -> all.add(Arguments.of(jar.getFileName(), hooked.name(), client, hooked, jar)));
            }
        }
        return all.stream();
    }

    @Test
    void every_client_of_a_library_has_its_jars_here() throws IOException {
        for (ClientHook client : clients()) {
            assertThat(jars(client.name())).as(client.name()).hasSizeGreaterThan(1);
        }
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("everyClassInEveryVersion")
    void every_join_point_is_there_once(Path version, String name, ClientHook client, HookedClass hooked, Path jar)
            throws IOException {
        RecordingLog log = new RecordingLog();
        byte[] woven = weaver(client, log).weave(client, hooked, read(jar, name));
        assertThat(log.lines()).containsExactly("DEBUG " + client.name() + " is woven.");
        Sites sites = new Sites(client, 0);
        // A method may return in several places.
        assertThat(CatalogueTest.bridgeCalls(woven).stream().distinct().toList())
                .containsExactlyInAnyOrderElementsOf(shapeIn(read(jar, name), hooked).stream()
                        .map(point -> point.method() + " -> site " + sites.number(point.site()))
                        .toList());
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("everyClassInEveryVersion")
    void a_class_that_is_not_as_expected_stays_as_it_is(
            Path version, String name, ClientHook client, HookedClass hooked, Path jar) throws IOException {
        for (JoinPoint point : shapeIn(read(jar, name), hooked)) {
            RecordingLog log = new RecordingLog();
            String descriptor = point.method().substring(point.method().indexOf('('));
            byte[] other = CatalogueTest.renamed(read(jar, name), descriptor);
            assertThat(weaver(client, log).weave(client, hooked, other)).isNull();
            assertThat(log.lines()).singleElement().asString().startsWith("WARN This program's " + client.name());
        }
    }

    /** Without the first nothing is installed; without the second the handshake of a WebSocket has no token. */
    @Test
    void what_the_adapter_of_okhttp_reads_by_name_is_there() throws IOException {
        for (Path jar : jars("okhttp")) {
            assertThat(members(read(jar, "okhttp3/OkHttpClient$Builder")))
                    .as(jar.toString())
                    .containsAnyOf(
                            "public getAuthenticator$okhttp()Lokhttp3/Authenticator;",
                            "authenticator:Lokhttp3/Authenticator;");
            assertThat(members(read(jar, "okhttp3/internal/http/RealInterceptorChain")))
                    .as(jar.toString())
                    .contains("interceptors:Ljava/util/List;");
        }
    }

    private static List<JoinPoint> shapeIn(byte[] classFile, HookedClass hooked) {
        Set<String> methods = members(classFile);
        return hooked.shapes().stream()
                .filter(shape -> shape.stream()
                        .allMatch(point ->
                                methods.contains(point.method()) || methods.contains("public " + point.method())))
                .findFirst()
                .orElse(hooked.shapes().get(0));
    }

    /** Without the first nothing is installed; without the second credentials of the program's would be doubled. */
    @Test
    void what_the_adapter_of_grpc_reads_by_name_is_there() throws IOException {
        for (Path jar : jars("grpc")) {
            assertThat(members(read(jar, "io/grpc/internal/ManagedChannelImplBuilder")))
                    .as(jar.toString())
                    .contains("interceptors:Ljava/util/List;", "callCredentials:Lio/grpc/CallCredentials;");
        }
    }

    /** What is not of Ktor's documented API. */
    @Test
    void what_the_adapter_of_ktor_uses_is_there() throws IOException {
        for (Path jar : jars("ktor", "io/ktor/client/HttpClient")) {
            assertThat(members(read(jar, "io/ktor/client/engine/KtorCallContextElement")))
                    .as(jar.toString())
                    .contains(
                            "Companion:Lio/ktor/client/engine/KtorCallContextElement$Companion;",
                            "public <init>(Lkotlin/coroutines/CoroutineContext;)V",
                            "public getCallContext()Lkotlin/coroutines/CoroutineContext;");
            assertThat(members(read(jar, "io/ktor/client/engine/HttpClientEngineCapabilityKt")))
                    .as(jar.toString())
                    .contains("public getENGINE_CAPABILITIES_KEY()Lio/ktor/util/AttributeKey;");
            assertThat(members(read(jar, "io/ktor/client/request/HttpRequestData")))
                    .as(jar.toString())
                    .contains("public <init>(Lio/ktor/http/Url;Lio/ktor/http/HttpMethod;Lio/ktor/http/Headers;"
                            + "Lio/ktor/http/content/OutgoingContent;Lkotlinx/coroutines/Job;"
                            + "Lio/ktor/util/Attributes;)V");
        }
    }

    private static List<ClientHook> clients() {
        return ChosenClients.all().stream()
                .filter(client -> !(client instanceof JdkHook))
                .toList();
    }

    private static Weaver weaver(ClientHook client, RecordingLog log) {
        return Weaving.by(client, ClassFiles.OF_THIS_JVM, log);
    }

    private static List<Path> jars(String client) throws IOException {
        try (Stream<Path> all = Files.walk(JARS, 2)) {
            return all.filter(file -> file.toString().endsWith(".jar")
                            && file.getParent().getFileName().toString().startsWith(client))
                    .sorted()
                    .toList();
        }
    }

    /** Those that have a class: a client may be in several jars. */
    private static List<Path> jars(String client, String className) throws IOException {
        List<Path> having = new ArrayList<>();
        for (Path jar : jars(client)) {
            try (var files = FileSystems.newFileSystem(jar)) {
                if (Files.exists(files.getPath(className + ".class"))) {
                    having.add(jar);
                }
            }
        }
        return having;
    }

    private static byte[] read(Path jar, String className) throws IOException {
        try (var files = FileSystems.newFileSystem(jar)) {
            return Files.readAllBytes(files.getPath(className + ".class"));
        }
    }

    private static Set<String> members(byte[] classFile) {
        Set<String> members = new HashSet<>();
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public FieldVisitor visitField(int a, String name, String descriptor, String s, Object v) {
                                members.add(name + ":" + descriptor);
                                return null;
                            }

                            @Override
                            public MethodVisitor visitMethod(int a, String name, String d, String s, String[] e) {
                                members.add(((a & Opcodes.ACC_PUBLIC) != 0 ? "public " : "") + name + d);
                                return null;
                            }
                        },
                        ClassReader.SKIP_CODE);
        return members;
    }
}
