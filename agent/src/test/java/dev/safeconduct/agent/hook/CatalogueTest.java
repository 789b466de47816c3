package dev.safeconduct.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.loader.ChosenClients;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue against every JDK on this machine. */
class CatalogueTest {

    /** Its number is the compiler's affair. */
    private static final String A_LAMBDA = "a lambda";

    private static final String BRIDGE = "java/lang/SafeconductBridge";

    static Stream<Arguments> everyClientOnEveryJdk() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (Path home : JdkClasses.homes()) {
            for (ClientHook client : ChosenClients.all()) {
                if (client instanceof JdkHook) {
                    for (HookedClass hooked : client.classes()) {
                        all.add(Arguments.of(home, hooked.name(), client, hooked));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("everyClientOnEveryJdk")
    void every_join_point_is_there_once(Path home, String name, JdkHook client, HookedClass hooked) throws IOException {
        RecordingLog log = new RecordingLog();
        byte[] woven;
        try (JdkClasses jdk = JdkClasses.of(home)) {
            woven = weaver(client, jdk, log).weave(client, hooked, jdk.read(client.module(), hooked.name()));
        }
        assertThat(log.lines()).containsExactly("DEBUG " + client.name() + " is woven.");
        Sites sites = new Sites(client, 0);
        List<String> calls = bridgeCalls(woven);
        for (JoinPoint point : hooked.shapes().get(0)) {
            String site = " -> site " + sites.number(point.site());
            // A method may return in several places.
            if (point.kind() == JoinPoint.Kind.RECEIVER_OF_EACH || point.kind() == JoinPoint.Kind.EXIT) {
                assertThat(calls).anyMatch(call -> call.endsWith(site));
                calls.removeIf(call -> call.endsWith(site));
            } else {
                assertThat(calls).containsOnlyOnce(methodOf(point) + site);
                calls.remove(methodOf(point) + site);
            }
        }
        assertThat(calls).isEmpty();
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("everyClientOnEveryJdk")
    void every_member_is_there(Path home, String name, JdkHook client, HookedClass hooked) throws IOException {
        Set<Member> found = new HashSet<>();
        try (JdkClasses jdk = JdkClasses.of(home)) {
            for (String owner :
                    new HashSet<>(client.members().stream().map(Member::owner).toList())) {
                found.addAll(members(owner, jdk.read(client.module(), owner)));
            }
        }
        assertThat(found)
                .containsAll(client.members().stream()
                        .map(member -> new Member(member.owner(), member.signature(), true))
                        .toList());
        assertThat(client.members()).allMatch(member -> client.packages().contains(packageOf(member.owner())));
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("everyClientOnEveryJdk")
    void a_class_that_is_not_as_expected_stays_as_it_is(Path home, String name, JdkHook client, HookedClass hooked)
            throws IOException {
        try (JdkClasses jdk = JdkClasses.of(home)) {
            byte[] original = jdk.read(client.module(), hooked.name());
            for (JoinPoint point : hooked.shapes().get(0)) {
                RecordingLog log = new RecordingLog();
                byte[] other = renamed(original, renamable(point));
                assertThat(weaver(client, jdk, log).weave(client, hooked, other))
                        .isNull();
                assertThat(log.lines())
                        .hasSize(1)
                        .allMatch(line ->
                                line.startsWith("WARN This JVM's " + client.name()) && line.contains(shown(point)));
            }
        }
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("everyClientOnEveryJdk")
    void a_needed_member_that_is_missing_in_any_class_is_named(
            Path home, String name, JdkHook client, HookedClass hooked) throws IOException {
        try (JdkClasses jdk = JdkClasses.of(home)) {
            byte[] original = jdk.read(client.module(), hooked.name());
            List<String> others = client.classes().stream()
                    .map(HookedClass::name)
                    .filter(other -> !other.equals(hooked.name()))
                    .toList();
            for (Member member : client.members()) {
                if (others.contains(member.owner())) {
                    continue; // checked when that is woven
                }
                RecordingLog log = new RecordingLog();
                ClassFiles without = (module, className) -> without(jdk.read(module, className), className, member);
                byte[] woven = Weaving.by(client, without, log)
                        .weave(client, hooked, without(original, hooked.name(), member));
                assertThat(woven != null).as(member.toString()).isNotEqualTo(member.needed());
                assertThat(log.lines().get(0))
                        .startsWith(member.needed() ? "WARN" : "INFO")
                        .contains(member.toString());
            }
        }
    }

    private static Weaver weaver(ClientHook client, ClassFiles files, RecordingLog log) {
        return Weaving.by(client, files, log);
    }

    private static String shown(JoinPoint point) {
        return point.instruction() != null ? point.instruction().toString() : point.method();
    }

    private static String renamable(JoinPoint point) {
        return point.instruction() != null
                ? point.instruction().name()
                : point.method().substring(0, point.method().indexOf('('));
    }

    /** The JDK's own name of it where the catalogue names none. */
    private static String methodOf(JoinPoint point) {
        if (point.method() != null) {
            return point.method();
        }
        return switch (point.instruction().name()) {
            case "responseAsync" -> "responseAsyncImpl()Ljava/util/concurrent/CompletableFuture;";
            case "response" ->
                "responseFilters(Ljdk/internal/net/http/Response;)Ljdk/internal/net/http/HttpRequestImpl;";
            case "readBodyAsync", "ignoreBody" -> A_LAMBDA;
            default -> throw new AssertionError(point);
        };
    }

    /** The class without one of its members; its calls of it, if there are any, stay. */
    private static byte[] without(byte[] classFile, String className, Member member) {
        if (!member.owner().equals(className)) {
            return classFile;
        }
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public FieldVisitor visitField(int a, String name, String descriptor, String s, Object v) {
                        boolean gone = (name + ":" + descriptor).equals(member.signature());
                        return gone ? null : super.visitField(a, name, descriptor, s, v);
                    }

                    @Override
                    public MethodVisitor visitMethod(int a, String name, String descriptor, String s, String[] e) {
                        boolean gone = (name + descriptor).equals(member.signature());
                        return gone ? null : super.visitMethod(a, name, descriptor, s, e);
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static String packageOf(String className) {
        return className.substring(0, className.lastIndexOf('/')).replace('/', '.');
    }

    /** Each as the method that it is in and its site. */
    static List<String> bridgeCalls(byte[] classFile) {
        List<String> calls = new ArrayList<>();
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(int a, String method, String d, String s, String[] e) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    private int site;
                                    private int before;
                                    private int last;

                                    @Override
                                    public void visitInsn(int opcode) {
                                        last = opcode;
                                    }

                                    @Override
                                    public void visitVarInsn(int opcode, int local) {
                                        last = opcode;
                                    }

                                    /** Not an index into the array of parameters. */
                                    @Override
                                    public void visitIntInsn(int opcode, int operand) {
                                        if (opcode == Opcodes.SIPUSH && last != Opcodes.DUP) {
                                            before = site;
                                            site = operand;
                                        }
                                        last = opcode;
                                    }

                                    /** Nor the length of that array. */
                                    @Override
                                    public void visitTypeInsn(int opcode, String type) {
                                        if (opcode == Opcodes.ANEWARRAY && last == Opcodes.SIPUSH) {
                                            site = before;
                                        }
                                        last = opcode;
                                    }

                                    @Override
                                    public void visitMethodInsn(
                                            int opcode, String owner, String name, String descriptor, boolean i) {
                                        last = opcode;
                                        if (owner.equals(BRIDGE)) {
                                            assertThat(name).isEqualTo("call");
                                            String in = method.startsWith("lambda$") ? A_LAMBDA : method + d;
                                            calls.add(in + " -> site " + site);
                                        }
                                    }
                                };
                            }
                        },
                        0);
        return calls;
    }

    private static Set<Member> members(String owner, byte[] classFile) {
        Set<Member> members = new HashSet<>();
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public FieldVisitor visitField(int a, String name, String descriptor, String s, Object v) {
                                members.add(Member.field(owner, name, descriptor));
                                return null;
                            }

                            @Override
                            public MethodVisitor visitMethod(int a, String name, String d, String s, String[] e) {
                                members.add(Member.method(owner, name, d));
                                return null;
                            }
                        },
                        ClassReader.SKIP_CODE);
        return members;
    }

    /** The class as if another JDK called one thing otherwise. */
    static byte[] renamed(byte[] classFile, String name) {
        byte[] from = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] copy = classFile.clone();
        for (int i = 3; i < copy.length - from.length; i++) {
            boolean constant = copy[i - 3] == 1 && (((copy[i - 2] & 0xFF) << 8) | (copy[i - 1] & 0xFF)) == from.length;
            if (constant && java.util.Arrays.equals(copy, i, i + from.length, from, 0, from.length)) {
                copy[i] = 'X';
            }
        }
        return copy;
    }
}
