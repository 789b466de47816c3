package dev.safeconduct.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.safeconduct.spi.AuthorizationServerMetadata;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OAuthJsonTest {

    private static Map<String, Object> parse(String json) throws OAuthException {
        return OAuthJson.parseObject(json.getBytes(StandardCharsets.UTF_8), "answer");
    }

    private static String nested(int levels) {
        return "{\"a\":" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "| is not a JSON object",
                "[] | is not a JSON object",
                "[{\"canary\":1}] | is not a JSON object",
                "\"canary\" | is not a JSON object",
                "null | is not a JSON object",
                "7 | is not a JSON object",
                "{ | is not well-formed JSON (line 1, column 2)",
                "{\"canary\":} | is not well-formed JSON",
                "{\"canary\":1,} | is not well-formed JSON",
                "{canary:1} | is not well-formed JSON",
                "{'canary':1} | is not well-formed JSON",
                "{\"a\":NaN} | is not well-formed JSON",
                "{\"a\":-Infinity} | is not well-formed JSON",
                "{\"a\":01} | is not well-formed JSON",
                "{\"a\":1}/* canary */ | is not well-formed JSON",
                "{\"a\":\"canary\\x\"} | is not well-formed JSON",
                "{\"a\":1}{\"canary\":2} | has something after its JSON object",
                "{\"a\":1} null | has something after its JSON object",
                "{\"a\":1,\"a\":1} | has a member twice",
                "{\"a\":1,\"\\u0061\":2} | has a member twice",
                "{\"b\":[{\"canary\":1,\"c\":2,\"canary\":3}]} | has a member twice",
                "{\"a\":1e1000000} | has a number that is out of range",
                "{\"a\":-1e999999999} | has a number that is out of range",
                "{\"a\":\"canary\\ud800\"} | has a text that is not Unicode",
                "{\"\\udc00\\ud800\":\"canary\"} | is not well-formed JSON",
            })
    void what_is_no_sound_object_is_refused_and_not_repeated(String json, String problem) {
        assertThatThrownBy(() -> parse(json == null ? "" : json))
                .isInstanceOf(OAuthException.class)
                .hasMessageStartingWith("The answer " + problem)
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }

    @Test
    void t26_size_depth_names_and_numbers_are_bounded() throws Exception {
        String filled = "{\"a\":\"" + "x".repeat(OAuthJson.MAX_BYTES - 8) + "\"}";
        assertThat(parse(filled)).hasSize(1);
        assertThatThrownBy(() -> parse(filled + " "))
                .isInstanceOf(OAuthException.class)
                .hasMessage("The answer is larger than 262144 bytes.");

        assertThat(parse(nested(OAuthJson.MAX_DEPTH))).hasSize(1);
        for (String tooMuch : new String[] {
            nested(OAuthJson.MAX_DEPTH + 1), "{\"a\":" + "9".repeat(1001) + "}", "{\"" + "a".repeat(1001) + "\":1}",
        }) {
            assertThatThrownBy(() -> parse(tooMuch))
                    .isInstanceOf(OAuthException.class)
                    .hasMessage(
                            "The answer has more than 16 levels, or a name or number of more than 1000 characters.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void t26_a_hundred_thousand_levels_cost_nothing(String level) {
        byte[] json = ("{\"a\":" + level.repeat(100_000))
                .substring(0, Math.min(OAuthJson.MAX_BYTES, 100_000 * level.length()))
                .getBytes(StandardCharsets.US_ASCII);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> OAuthJson.parseObject(json, "answer")).isInstanceOf(OAuthException.class);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(5_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-32"})
    void only_utf_8_is_read(String charset) {
        byte[] json = "{\"a\":\"ä\"}".getBytes(Charset.forName(charset));
        assertThatThrownBy(() -> OAuthJson.parseObject(json, "answer"))
                .isInstanceOf(OAuthException.class)
                .hasMessageMatching("The answer is not (UTF-8|a JSON object|well-formed JSON .*)\\.");
    }

    @Test
    void members_come_in_their_order_whatever_they_are() throws Exception {
        String json =
                "\ufeff {\"z\":null,\"a\":\"\\ud83d\\ude00\",\"n\":9223372036854775808,\"m\":{\"\":[1,-2.5,true]}}\n";
        Map<String, Object> members = parse(json);
        assertThat(members.keySet()).containsExactly("z", "a", "n", "m");
        assertThat(members.get("a")).isEqualTo("😀");
        assertThat(members.get("n")).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(OAuthJson.parseObject(OAuthJson.write(members), "answer")).isEqualTo(members);
    }

    @Test
    void a_member_of_the_wrong_type_is_named_and_others_are_kept() throws Exception {
        AuthorizationServerMetadata metadata = new AuthorizationServerMetadata(
                parse("{\"issuer\":\"https://as.example\",\"token_endpoint\":[7],\"x_unknown\":{\"y\":1}}"));
        assertThat(metadata.members()).containsEntry("x_unknown", Map.of("y", 1));
        assertThatThrownBy(metadata::tokenEndpoint)
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining("\"token_endpoint\"");
    }
}
