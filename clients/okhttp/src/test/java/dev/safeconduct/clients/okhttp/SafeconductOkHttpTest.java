package dev.safeconduct.clients.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import okhttp3.Authenticator;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

class SafeconductOkHttpTest {

    private final FakeAuthorizer authorizer = new FakeAuthorizer(1);
    private final OkHttpClient.Builder builder = new OkHttpClient.Builder();

    @Test
    void what_is_installed_is_there_once_and_last() {
        SafeconductOkHttp.install(builder, authorizer);
        Interceptor programs = chain -> chain.proceed(chain.request());
        builder.addInterceptor(programs).addNetworkInterceptor(programs);
        SafeconductOkHttp.install(builder, authorizer);
        OkHttpClient.Builder copy = builder.build().newBuilder();
        SafeconductOkHttp.install(copy, authorizer);
        OkHttpClient client = copy.build();
        assertThat(client.interceptors()).hasSize(2).first().isSameAs(programs);
        assertThat(client.interceptors()).last().isInstanceOf(CallInterceptor.class);
        assertThat(client.networkInterceptors()).hasSize(2).first().isSameAs(programs);
        assertThat(client.networkInterceptors()).last().isInstanceOf(HopInterceptor.class);
    }

    @Test
    void the_programs_authenticator_is_asked_once_however_often_it_is_installed() throws Exception {
        int[] asked = {0};
        Authenticator programs = (route, response) -> {
            asked[0]++;
            return null;
        };
        builder.authenticator(programs);
        for (int i = 0; i < 3; i++) {
            SafeconductOkHttp.install(builder, authorizer);
        }
        assertThat(RefusalAuthenticator.unwrapped(BuilderAuthenticator.of(builder)))
                .isSameAs(programs);
        try (FakePort port = FakePort.answers(401, "")) {
            try (var response = builder.build().newCall(port.request()).execute()) {
                assertThat(response.code()).isEqualTo(401);
            }
        }
        assertThat(asked).containsExactly(1);
    }

    @Test
    void a_copy_of_the_program_is_known_by_its_name_whatever_package_it_was_moved_to() {
        Interceptor moved = new moved.dev.safeconduct.clients.okhttp.CallInterceptor();
        assertThat(Copies.isOfAdapter(moved)).isTrue();
        assertThat(Copies.hasOneOfTheProgram(List.of(moved))).isTrue();
        assertThat(Copies.isOfAdapter(chain -> chain.proceed(chain.request()))).isFalse();
        builder.addInterceptor(moved);
        SafeconductOkHttp.install(builder, authorizer);
        assertThat(builder.interceptors()).singleElement().isInstanceOf(CallInterceptor.class);
    }
}
