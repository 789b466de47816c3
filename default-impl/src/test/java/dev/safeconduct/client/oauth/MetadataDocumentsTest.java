package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.ProtectedResourceMetadata;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The accessors of all metadata documents: each reads the member of its own name, and nothing else. */
class MetadataDocumentsTest {

    private static final Map<String, String> OTHER_NAMES = Map.of("supportsPkce", "code_challenge_methods_supported");

    interface Document {
        Object of(Map<String, Object> members);
    }

    record Accessor(String member, Method method, Document document) {
        Object read(Object value) throws Throwable {
            Map<String, Object> members = new HashMap<>();
            members.put(member, value);
            try {
                return method.invoke(document.of(members));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        @Override
        public String toString() {
            return method.getDeclaringClass().getSimpleName() + "." + method.getName();
        }
    }

    static Stream<Accessor> accessors() {
        return Stream.of(
                        accessors(AuthorizationServerMetadata.class, AuthorizationServerMetadata::new),
                        accessors(ProtectedResourceMetadata.class, ProtectedResourceMetadata::new),
                        accessors(ClientMetadata.class, ClientMetadata::new))
                .flatMap(all -> all);
    }

    private static Stream<Accessor> accessors(Class<?> type, Document document) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.isSynthetic()
                        && !Set.of("toBuilder", "members", "toString", "mtlsEndpointAlias")
                                .contains(method.getName()))
                .map(method -> new Accessor(memberOf(method.getName()), method, document));
    }

    private static String memberOf(String accessor) {
        return OTHER_NAMES.getOrDefault(
                accessor, accessor.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
    }

    private static Object sample(Class<?> type) {
        if (type == List.class) {
            return List.of("S256", "b");
        }
        return type == boolean.class ? (Object) true : "https://h.example/x";
    }

    @ParameterizedTest
    @MethodSource("accessors")
    void an_accessor_reads_the_member_of_its_name(Accessor accessor) throws Throwable {
        Class<?> type = accessor.method().getReturnType();
        Object sample =
                accessor.member().equals("code_challenge_methods_supported") ? List.of("S256", "b") : sample(type);
        Object expected =
                type == URI.class ? URI.create("https://h.example/x") : type == boolean.class ? (Object) true : sample;
        assertThat(accessor.read(sample)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("accessors")
    void an_accessor_refuses_a_member_of_the_wrong_type_and_names_it(Accessor accessor) throws Throwable {
        if (accessor.member().equals("scopes_supported")) {
            assertThat(accessor.read(Map.of())).as("only a wish").isNull();
            return;
        }
        assertThatThrownBy(() -> accessor.read(Map.of()))
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining(accessor.member());
    }

    @ParameterizedTest
    @MethodSource("accessors")
    void a_string_where_a_list_belongs_is_a_list_of_one(Accessor accessor) throws Throwable {
        if (accessor.method().getReturnType() == List.class) {
            assertThat(accessor.read("S256")).isEqualTo(List.of("S256"));
        }
    }

    @ParameterizedTest
    @MethodSource("accessors")
    void null_is_as_good_as_absent(Accessor accessor) throws Throwable {
        if (Set.of("issuer", "resource").contains(accessor.member())) {
            assertThatThrownBy(() -> accessor.read(null)).isInstanceOf(MetadataException.class);
        } else {
            Object absent = accessor.method().invoke(accessor.document().of(Map.of()));
            assertThat(accessor.read(null)).isEqualTo(absent);
        }
    }

    /** URLs are shown to people: nothing in them turns the text around, or fills the screen. */
    @Test
    void a_url_is_ascii_and_not_endless() {
        for (String path : List.of("\u202etxt", "a".repeat(3000))) {
            AuthorizationServerMetadata metadata =
                    new AuthorizationServerMetadata(Map.of("token_endpoint", "https://as.example/" + path));
            assertThatThrownBy(metadata::tokenEndpoint)
                    .isInstanceOf(MetadataException.class)
                    .hasMessageContaining("\"token_endpoint\"")
                    .message()
                    .doesNotContain(path);
        }
    }

    @Test
    void pkce_is_supported_only_where_s256_is_advertised() throws Exception {
        assertThat(pkce(List.of("plain", "S256"))).isTrue();
        assertThat(pkce(List.of("plain"))).isFalse();
        assertThat(pkce(List.of("s256"))).isFalse();
        assertThat(pkce(List.of())).isFalse();
        assertThat(pkce(null)).isFalse();
    }

    private static boolean pkce(List<String> methods) throws MetadataException {
        Map<String, Object> members = new HashMap<>();
        members.put("code_challenge_methods_supported", methods);
        return new AuthorizationServerMetadata(members).supportsPkce();
    }

    @Test
    void no_authentication_method_means_basic() throws Exception {
        assertThat(new AuthorizationServerMetadata(Map.of()).tokenEndpointAuthMethodsSupported())
                .containsExactly("client_secret_basic");
    }
}
