package dev.safeconduct.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptBodyTest {

    private static final int MOST = 64 * 1024;

    private final List<KeptBody> bodies = new ArrayList<>();

    @AfterEach
    void discard() {
        bodies.forEach(KeptBody::discard);
    }

    private KeptBody body() {
        KeptBody body = new KeptBody();
        bodies.add(body);
        return body;
    }

    @Test
    void what_went_out_is_there_once_it_is_complete() {
        KeptBody body = body();
        body.write(new byte[] {0, 1, 2, 3}, 1, 2);
        ByteBuffer part = ByteBuffer.wrap(new byte[] {3, 4});
        body.write(part);
        assertThat(part.remaining()).isEqualTo(2);
        assertThat(body.whole()).isNull();

        body.complete();
        assertThat(body.whole()).containsExactly(1, 2, 3, 4);
        body.discard();
        assertThat(body.whole()).isNull();
    }

    @Test
    void t98_one_byte_too_many_and_nothing_is_kept() {
        KeptBody whole = body();
        whole.write(new byte[MOST], 0, MOST);
        whole.complete();
        assertThat(whole.whole()).hasSize(MOST);

        KeptBody longer = body();
        longer.write(new byte[MOST], 0, MOST);
        longer.write(new byte[1], 0, 1);
        longer.write(new byte[1], 0, 1);
        longer.complete();
        assertThat(longer.whole()).isNull();
    }

    @Test
    void t98_five_thousand_uploads_keep_eight_mebibytes_together() {
        long kept = 0;
        for (int i = 0; i < 5000; i++) {
            KeptBody body = body();
            body.write(new byte[MOST], 0, MOST);
            body.complete();
            byte[] whole = body.whole();
            kept += whole == null ? 0 : whole.length;
        }
        assertThat(kept).isBetween(7L << 20, 8L << 20);

        bodies.forEach(KeptBody::discard);
        KeptBody next = body();
        next.write(new byte[MOST], 0, MOST);
        next.complete();
        assertThat(next.whole()).as("there is room again").hasSize(MOST);
    }
}
