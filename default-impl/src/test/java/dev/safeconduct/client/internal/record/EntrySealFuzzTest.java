package dev.safeconduct.client.internal.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.client.internal.Fuzz;
import dev.safeconduct.spi.TokenStoreException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EntrySealFuzzTest {

    private static final String CONTENT = "{\"access_token\": \"k9canary\"}";

    @Test
    void nothing_opens_but_what_was_sealed() throws TokenStoreException {
        StoreKey key = StoreKey.parse("key", StoreKeysFixture.ONE);
        List<String> good = List.of(sealed(key, "a"), sealed(key, "a"), CONTENT);
        Set<String> ofName = Set.of(good.get(0), good.get(1));
        List<String> pieces = List.of(
                sealed(key, "b"), "SCSEAL", "SCSEAL\1", "SCSEAL\2", new String(key.id(), ISO_8859_1), "\0", "\u00ff");
        Fuzz.run(good, pieces, input -> {
            byte[] bytes = input.getBytes(ISO_8859_1);
            String read = new String(bytes, ISO_8859_1); // as a store has it: without what is not a byte
            if (EntrySeal.isSealed(bytes)) {
                byte[] id = EntrySeal.keyId(bytes);
                byte[] content = EntrySeal.open(key, "a", bytes);
                assertThat(content != null).isEqualTo(ofName.contains(read));
                assertThat(content == null || key.hasId(id)).isTrue();
            }
        });
    }

    private static String sealed(StoreKey key, String name) {
        return new String(EntrySeal.seal(key, name, CONTENT.getBytes(ISO_8859_1)), ISO_8859_1);
    }
}
