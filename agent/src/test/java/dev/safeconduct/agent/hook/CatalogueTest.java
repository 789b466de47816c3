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
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue against every JDK on this machine. */
class CatalogueTest {

    private static final String BRIDGE = "java/lang/SafeconductBridge";

    static Stream<Arguments> everyClientOnEveryJdk() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (Path home : JdkClasses.homes()) {
            for (ClientHook client : ChosenClients.all()) {
                all.add(Arguments.of(home, client.name(), client));
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("everyClientOnEveryJdk")
    void everyJoinPointIsThereOnce(Path home, String name, ClientHook client) throws IOException {
        RecordingLog log = new RecordingLog();
        byte[] woven;
        try (JdkClasses jdk = JdkClasses.of(home)) {
            woven = new Weaver(List.of(client), log).weave(client, jdk.read(client.module(), client.className()));
        }
        assertThat(log.lines()).containsExactly("DEBUG " + client.name() + " is woven.");
        assertThat(bridgeCalls(woven))
                .containsExactlyInAnyOrderElementsOf(client.joinPoints().stream()
                        .map(point -> point.method() + " -> " + point.bridgeMethod() + point.bridgeDescriptor())
                        .toList());
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("everyClientOnEveryJdk")
    void everyMemberIsThere(Path home, String name, ClientHook client) throws IOException {
        Set<Member> found = new HashSet<>();
        try (JdkClasses jdk = JdkClasses.of(home)) {
            for (String owner :
                    new HashSet<>(client.members().stream().map(Member::owner).toList())) {
                found.addAll(members(owner, jdk.read(client.module(), owner)));
            }
        }
        assertThat(found).containsAll(client.members());
        assertThat(client.members()).allMatch(member -> client.packages().contains(packageOf(member.owner())));
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("everyClientOnEveryJdk")
    void aClassThatIsNotAsExpectedStaysAsItIs(Path home, String name, ClientHook client) throws IOException {
        byte[] original;
        try (JdkClasses jdk = JdkClasses.of(home)) {
            original = jdk.read(client.module(), client.className());
        }
        for (JoinPoint point : client.joinPoints()) {
            RecordingLog log = new RecordingLog();
            byte[] other = renamed(original, point.instruction().name());
            assertThat(new Weaver(List.of(client), log).weave(client, other)).isNull();
            assertThat(log.lines()).hasSize(1).allMatch(line -> line.startsWith("WARN This JVM's " + client.name()));
        }
    }

    private static String packageOf(String className) {
        return className.substring(0, className.lastIndexOf('/')).replace('/', '.');
    }

    private static List<String> bridgeCalls(byte[] classFile) {
        List<String> calls = new ArrayList<>();
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(int a, String method, String d, String s, String[] e) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitMethodInsn(
                                            int opcode, String owner, String name, String descriptor, boolean i) {
                                        if (owner.equals(BRIDGE)) {
                                            calls.add(method + d + " -> " + name + descriptor);
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
    private static byte[] renamed(byte[] classFile, String name) {
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
