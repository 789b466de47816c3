package dev.safeconduct.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import library.Builder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelocationTest {

    private final Relocation relocation = new Relocation("org/lib/http", "x/http");

    @ParameterizedTest
    @CsvSource({
        "org/lib/http/Client, x/http/Client",
        "org.lib.http.Client$Builder, x.http.Client$Builder",
        "build()Lorg/lib/http/Client;, build()Lx/http/Client;",
        "'([Lorg/lib/http/A;ILorg/lib/http/B;)V', '([Lx/http/A;ILx/http/B;)V'",
        "'<T:Lorg/lib/http/A<*>;>Ljava/lang/Object;', '<T:Lx/http/A<*>;>Ljava/lang/Object;'",
        "org/lib/https/Client, org/lib/https/Client",
        "org/lib/http, org/lib/http",
        "com/org/lib/http/Client, com/org/lib/http/Client",
        "http.protocol, http.protocol"
    })
    void names_descriptors_and_signatures_are_those_of_the_copy(String text, String there) {
        assertThat(relocation.of(text)).isEqualTo(there);
        assertThat(Relocation.NONE.of(text)).isSameAs(text);
    }

    @Test
    void a_class_of_the_copy_has_one_in_the_client() {
        assertThat(relocation.original("x/http/impl/A")).isEqualTo("org/lib/http/impl/A");
        assertThat(relocation.original("x/https/A")).isNull();
        assertThat(relocation.original("org/lib/http/A")).isNull();
    }

    /** With constants of all kinds; it is run, so that a constant in the wrong place is an error of the verifier. */
    @Test
    void a_class_file_that_uses_the_client_uses_the_copy() throws Exception {
        byte[] bytes = bytes(Sample.class);
        assertThat(Relocation.NONE.of(bytes)).isSameAs(bytes);
        byte[] there = new Relocation("library", "dev/safeconduct/agent/hook/moved").of(bytes);
        String own = Sample.class.getName();
        ClassLoader loader = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                return name.equals(own) ? defineClass(name, there, 0, there.length) : super.loadClass(name, resolve);
            }
        };
        Class<?> sample = loader.loadClass(own);
        Method describe = sample.getDeclaredMethod("describe");
        describe.setAccessible(true);
        assertThat(describe.invoke(null))
                .isEqualTo(
                        "dev.safeconduct.agent.hook.moved.Builder " + Long.MAX_VALUE + " " + Math.PI
                                + " dev.safeconduct.agent.hook.moved.Builder library dev.safeconduct.agent.hook.moved.Builder[]");
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    static final class Sample {

        private Sample() {}

        static String describe() throws Exception {
            java.util.function.Function<Class<?>, String> name = Class::getTypeName;
            long most = Long.parseLong("9223372036854775807") & 0x7FFFFFFFFFFFFFFFL;
            double pi = Double.parseDouble("1") * 3.141592653589793;
            var handle = MethodHandles.lookup().unreflectConstructor(Builder.class.getConstructor());
            return String.join(
                    " ",
                    name.apply(handle.type().returnType()),
                    Long.toString(most),
                    Double.toString(pi),
                    "library.Builder",
                    "library",
                    name.apply(Builder[].class));
        }
    }
}
