package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.PackedAgent;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the agent's jar shows the host: one class, and nothing else. */
class AgentJarContentIT {
    private static final String ENTRY_CLASS = "dev/safeconduct/agent/SafeconductAgent";
    private static final String BRIDGE = "java/lang/SafeconductBridge";
    private static final String ISOLATED = PackedAgent.ISOLATED;
    private static final String ADAPTERS = "adapters/";
    private static final String CLASS_DATA = ".classdata";
    private static final String SERVICES = ISOLATED + "META-INF/services/";
    private static final long MOST_BYTES = 5L << 20;
    private static final int JAVA_8 = 52;
    private static final int JAVA_17 = 61;

    private static final Map<String, byte[]> FILES = new TreeMap<>();
    private static final Map<String, ClassFile> ISOLATED_CLASSES = new TreeMap<>();
    private static Attributes manifest = new Attributes();
    private static int packed;
    private static int entries;

    @BeforeAll
    static void readJar() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("safeconduct.agent.jar"))) {
            manifest = jar.getManifest().getMainAttributes();
            packed = jar.getEntry("isolated.jar").getMethod();
            entries = jar.size();
        }
        FILES.putAll(PackedAgent.files());
        FILES.forEach((name, bytes) -> {
            if (name.startsWith(ISOLATED) && name.endsWith(CLASS_DATA)) {
                ISOLATED_CLASSES.put(
                        name.substring(ISOLATED.length(), name.length() - CLASS_DATA.length()), ClassFile.parse(bytes));
            }
        });
    }

    @Test
    void root_holds_the_entry_class_and_its_papers_only() {
        assertThat(FILES.keySet().stream().filter(name -> !name.startsWith(ISOLATED)))
                .containsExactlyInAnyOrder(
                        "META-INF/MANIFEST.MF",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE",
                        "META-INF/sbom/safeconduct-agent.cdx.json",
                        ENTRY_CLASS + ".class");
    }

    /** A JVM reads the table of a jar's entries whole, and what is compressed cannot be read from a place in it. */
    @Test
    void entries_are_few_and_classes_are_read_from_their_places() {
        assertThat(entries).isLessThan(20);
        assertThat(packed).isEqualTo(ZipEntry.STORED);
    }

    @Test
    void only_the_entry_class_is_a_class_file_by_name() {
        assertThat(FILES.keySet().stream().filter(name -> name.endsWith(".class")))
                .containsExactly(ENTRY_CLASS + ".class");
    }

    @Test
    void entry_class_runs_on_java8_and_stands_alone() {
        ClassFile entry = ClassFile.parse(FILES.get(ENTRY_CLASS + ".class"));
        assertThat(entry.major()).isEqualTo(JAVA_8);
        assertThat(entry.classes()).allMatch(name -> name.startsWith("java/") || name.equals(ENTRY_CLASS));
        assertThat(ISOLATED_CLASSES.keySet()).noneMatch(name -> name.startsWith(ENTRY_CLASS));
    }

    @Test
    void bridge_is_the_only_class_of_a_jdk_package() {
        assertThat(ISOLATED_CLASSES.keySet().stream()
                        .filter(name -> name.startsWith("java/") || name.startsWith("javax/")))
                .containsExactly(BRIDGE);
        ClassFile bridge = ISOLATED_CLASSES.get(BRIDGE);
        assertThat(bridge.major()).isEqualTo(JAVA_17);
        assertThat(bridge.classes()).allMatch(name -> name.startsWith("java/"));
    }

    @Test
    void no_class_needs_more_than_java17() {
        ISOLATED_CLASSES.forEach(
                (name, file) -> assertThat(file.major()).as(name).isLessThanOrEqualTo(JAVA_17));
    }

    /** The tables of local variables would be a tenth of the jar; line numbers are for stack traces. */
    @Test
    void classes_have_line_numbers_and_no_local_variables() {
        Set<String> numbered = new HashSet<>();
        FILES.forEach((name, bytes) -> {
            if (name.endsWith(CLASS_DATA)) {
                new ClassReader(bytes).accept(new Tables(name, numbered), 0);
            }
        });
        assertThat(numbered).hasSizeGreaterThan(2000);
    }

    private static final class Tables extends ClassVisitor {

        private final String file;
        private final Set<String> numbered;

        Tables(String file, Set<String> numbered) {
            super(Opcodes.ASM9);
            this.file = file;
            this.numbered = numbered;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String method, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitLocalVariable(
                        String name, String type, String generic, Label start, Label end, int index) {
                    throw new AssertionError(file + "." + method + ": " + name);
                }

                @Override
                public void visitLineNumber(int line, Label start) {
                    numbered.add(file);
                }
            };
        }
    }

    @Test
    void no_versions_no_modules_no_maven_files() {
        assertThat(FILES.keySet())
                .noneMatch(name -> name.contains("META-INF/versions/"))
                .noneMatch(name -> name.contains("META-INF/maven/"))
                .noneMatch(name -> name.contains("module-info"));
    }

    @Test
    void manifest_names_the_entry_class() {
        String entryClass = ENTRY_CLASS.replace('/', '.');
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("Main-Class", entryClass);
        expected.put("Premain-Class", entryClass);
        expected.put("Agent-Class", entryClass);
        expected.put("Can-Redefine-Classes", "true");
        expected.put("Can-Retransform-Classes", "true");
        expected.put("Implementation-Version", System.getProperty("it.version"));
        expected.forEach(
                (key, value) -> assertThat(manifest.getValue(key)).as(key).isEqualTo(value));
        assertThat(List.of("Launcher-Agent-Class", "Multi-Release", "Class-Path", "Boot-Class-Path"))
                .allSatisfy(key -> assertThat(manifest.getValue(key)).as(key).isNull());
    }

    /** Of ByteBuddy only the copy of ASM in it is used, which is a fiftieth of it. */
    @Test
    void jar_is_small() throws IOException {
        assertThat(ISOLATED_CLASSES.keySet().stream().filter(name -> name.contains("/bytebuddy/")))
                .allMatch(name -> name.startsWith("dev/safeconduct/agent/isolated/bytebuddy/jar/asm/"));
        assertThat(Files.size(Path.of(System.getProperty("safeconduct.agent.jar"))))
                .isLessThanOrEqualTo(MOST_BYTES);
    }

    @Test
    void every_library_is_there() {
        assertThat(ISOLATED_CLASSES.keySet())
                .contains(
                        "ch/qos/logback/classic/LoggerContext",
                        "com/auth0/jwt/algorithms/Algorithm",
                        "com/fasterxml/jackson/annotation/JsonProperty",
                        "com/fasterxml/jackson/core/JsonFactory",
                        "com/fasterxml/jackson/databind/ObjectMapper",
                        "dev/safeconduct/agent/isolated/bytebuddy/jar/asm/ClassReader",
                        "dev/safeconduct/spi/TokenStore",
                        "org/slf4j/LoggerFactory",
                        "picocli/CommandLine");
    }

    /** The agent's own loader must not define them: they are for loaders of the host. */
    @Test
    void adapters_are_in_their_folder_only() {
        assertThat(ISOLATED_CLASSES.keySet())
                .contains(
                        ADAPTERS + "dev/safeconduct/clients/httpasyncclient4/SafeconductHttpAsyncClient4",
                        ADAPTERS + "dev/safeconduct/clients/armeria/SafeconductArmeria",
                        ADAPTERS + "dev/safeconduct/clients/grpc/SafeconductGrpc",
                        ADAPTERS + "dev/safeconduct/clients/ktor/SafeconductKtor",
                        ADAPTERS + "dev/safeconduct/clients/httpclient4/SafeconductHttpClient4",
                        ADAPTERS + "dev/safeconduct/clients/httpclient5/SafeconductHttpAsyncClient5",
                        ADAPTERS + "dev/safeconduct/clients/httpclient5/SafeconductHttpClient5",
                        ADAPTERS + "dev/safeconduct/clients/netty/SafeconductNetty",
                        ADAPTERS + "dev/safeconduct/clients/jetty12/SafeconductJetty12",
                        ADAPTERS + "dev/safeconduct/clients/jetty9/SafeconductJetty9",
                        ADAPTERS + "dev/safeconduct/clients/okhttp/SafeconductOkHttp");
        assertThat(ISOLATED_CLASSES.keySet())
                .noneMatch(name -> name.startsWith("dev/safeconduct/clients/"))
                .noneMatch(name -> name.contains("okhttp3/")
                        || name.contains("org/apache/h")
                        || name.contains("org/eclipse/jetty/"));
    }

    /** The host's {@code -Dlogback.…}, {@code -Dslf4j.…} and {@code -Dnet.bytebuddy.…} must not reach our copies. */
    @Test
    void names_of_system_properties_are_our_own() {
        ISOLATED_CLASSES.forEach((name, file) -> assertThat(file.strings())
                .as(name)
                .noneMatch(text -> text.startsWith("logback."))
                .noneMatch(text -> text.startsWith("slf4j."))
                .noneMatch(text -> text.startsWith("net.bytebuddy"))
                .noneMatch(text -> text.startsWith("net/bytebuddy")));
        assertThat(allStrings())
                .contains(
                        "dev.safeconduct.isolated.logback.configurationFile",
                        "dev.safeconduct.isolated.slf4j.provider",
                        "dev.safeconduct.isolated.slf4j.internal.verbosity");
    }

    @Test
    void classes_name_each_other_rightly() {
        Set<String> missing = new HashSet<>();
        ISOLATED_CLASSES.forEach((name, file) -> file.classes().stream()
                .filter(AgentJarContentIT::isPacked)
                .filter(used -> !ISOLATED_CLASSES.containsKey(used))
                .filter(used -> !name.startsWith(ADAPTERS) || !ISOLATED_CLASSES.containsKey(ADAPTERS + used))
                .forEach(used -> missing.add(name + " -> " + used)));
        assertThat(missing).isEmpty();
    }

    @Test
    void service_files_name_packed_classes() {
        Map<String, List<String>> services = new HashMap<>();
        FILES.forEach((name, bytes) -> {
            if (name.startsWith(SERVICES)) {
                services.put(name.substring(SERVICES.length()), providers(bytes));
            }
        });
        assertThat(services).containsKey("org.slf4j.spi.SLF4JServiceProvider");
        services.forEach((service, providers) -> assertThat(
                        Stream.concat(Stream.of(service), providers.stream()).map(name -> name.replace('.', '/')))
                .as(service)
                .hasSizeGreaterThan(1)
                .allMatch(ISOLATED_CLASSES::containsKey));
    }

    @Test
    void packed_libraries_run() throws ReflectiveOperationException {
        ClassLoader loader = new IsolatedLoader();
        Object logger = loader.loadClass("org.slf4j.LoggerFactory")
                .getMethod("getLogger", String.class)
                .invoke(null, "packed");
        assertThat(logger.getClass().getName()).isEqualTo("ch.qos.logback.classic.Logger");

        Object json = newInstance(loader, "com.fasterxml.jackson.core.JsonFactory");
        Object parser = json.getClass().getMethod("createParser", String.class).invoke(json, "{\"a\":1.5}");
        Object first = parser.getClass().getMethod("nextToken").invoke(parser);
        assertThat(first).hasToString("START_OBJECT");

        Class<?> reader = loader.loadClass("dev.safeconduct.agent.isolated.bytebuddy.jar.asm.ClassReader");
        byte[] bridge = FILES.get(ISOLATED + BRIDGE + CLASS_DATA);
        Object read = reader.getConstructor(byte[].class).newInstance((Object) bridge);
        assertThat(reader.getMethod("getClassName").invoke(read)).isEqualTo(BRIDGE);
    }

    private static Object newInstance(ClassLoader loader, String name) throws ReflectiveOperationException {
        return loader.loadClass(name).getConstructor().newInstance();
    }

    private static List<String> providers(byte[] file) {
        return new String(file, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static boolean isPacked(String className) {
        return Stream.of(
                        "ch/qos/logback/", "com/auth0/", "com/fasterxml/", "dev/safeconduct/", "org/slf4j/", "picocli/")
                .anyMatch(className::startsWith);
    }

    private static Set<String> allStrings() {
        Set<String> all = new HashSet<>();
        ISOLATED_CLASSES.values().forEach(file -> all.addAll(file.strings()));
        return all;
    }

    /** Loads the packed classes, with nothing but the JDK above it. */
    private static final class IsolatedLoader extends ClassLoader {
        IsolatedLoader() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = FILES.get(ISOLATED + name.replace('.', '/') + CLASS_DATA);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        protected java.net.URL findResource(String name) {
            byte[] bytes = FILES.get(ISOLATED + name);
            try {
                return bytes == null ? null : new java.net.URL(null, "packed:" + name, new PackedHandler(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected java.util.Enumeration<java.net.URL> findResources(String name) {
            java.net.URL url = findResource(name);
            return java.util.Collections.enumeration(url == null ? List.of() : List.of(url));
        }
    }

    private static final class PackedHandler extends java.net.URLStreamHandler {

        private final byte[] bytes;

        PackedHandler(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        protected java.net.URLConnection openConnection(java.net.URL url) {
            return new java.net.URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public java.io.InputStream getInputStream() {
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }

    /** As much of a class file as these tests need: its version, its string constants, the classes that it names. */
    private record ClassFile(int major, Set<String> strings, Set<String> classes) {
        static ClassFile parse(byte[] bytes) {
            try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                assertThat(in.readInt()).isEqualTo(0xCAFEBABE);
                in.readUnsignedShort();
                int major = in.readUnsignedShort();
                int count = in.readUnsignedShort();
                Map<Integer, String> texts = new HashMap<>();
                List<Integer> strings = new ArrayList<>();
                List<Integer> classes = new ArrayList<>();
                for (int i = 1; i < count; i++) {
                    int tag = in.readUnsignedByte();
                    switch (tag) {
                        case 1 -> texts.put(i, in.readUTF());
                        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.readInt();
                        case 5, 6 -> {
                            in.readLong();
                            i++;
                        }
                        case 7 -> classes.add(in.readUnsignedShort());
                        case 8 -> strings.add(in.readUnsignedShort());
                        case 15 -> in.skipBytes(3);
                        case 16, 19, 20 -> in.readUnsignedShort();
                        default -> throw new IOException("constant pool tag " + tag);
                    }
                }
                return new ClassFile(major, named(strings, texts), elementTypes(named(classes, texts)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Set<String> named(List<Integer> indexes, Map<Integer, String> texts) {
            Set<String> names = new HashSet<>();
            indexes.forEach(index -> names.add(texts.get(index)));
            return names;
        }

        private static Set<String> elementTypes(Set<String> names) {
            Set<String> types = new HashSet<>();
            for (String name : names) {
                String element = name.replaceFirst("^\\[+L?", "").replaceFirst(";$", "");
                if (!name.startsWith("[") || element.length() > 1) {
                    types.add(element);
                }
            }
            return types;
        }
    }
}
