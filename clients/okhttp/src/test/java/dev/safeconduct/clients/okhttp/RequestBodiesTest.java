package dev.safeconduct.clients.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import okhttp3.FormBody;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.ByteString;
import org.junit.jupiter.api.Test;

/** With OkHttp 3.12, whose bodies do not say whether they can be repeated; later ones are in the contract. */
class RequestBodiesTest {

    private static final RequestBody OWN = new RequestBody() {
        @Override
        public MediaType contentType() {
            return null;
        }

        @Override
        public void writeTo(BufferedSink sink) {}
    };

    private static final RequestBody TEXT = RequestBody.create(null, "text");

    @Test
    void bodies_that_okhttp_makes_can_be_repeated() {
        assertThat(RequestBodies.isRepeatable(null)).isTrue();
        assertThat(RequestBodies.isRepeatable(TEXT)).isTrue();
        assertThat(RequestBodies.isRepeatable(RequestBody.create(null, new byte[1])))
                .isTrue();
        assertThat(RequestBodies.isRepeatable(RequestBody.create(null, ByteString.EMPTY)))
                .isTrue();
        assertThat(RequestBodies.isRepeatable(RequestBody.create(null, new File("file"))))
                .isTrue();
        assertThat(RequestBodies.isRepeatable(new FormBody.Builder().build())).isTrue();
    }

    @Test
    void a_body_of_the_programs_own_class_might_be_read_only_once() {
        assertThat(RequestBodies.isRepeatable(OWN)).isFalse();
    }

    @Test
    void parts_can_be_repeated_if_each_can() {
        assertThat(RequestBodies.isRepeatable(parts(TEXT, TEXT))).isTrue();
        assertThat(RequestBodies.isRepeatable(parts(TEXT, OWN))).isFalse();
        assertThat(RequestBodies.isRepeatable(parts(parts(TEXT), parts(OWN)))).isFalse();
    }

    private static RequestBody parts(RequestBody... parts) {
        MultipartBody.Builder body = new MultipartBody.Builder();
        for (RequestBody part : parts) {
            body.addPart(part);
        }
        return body.build();
    }
}
