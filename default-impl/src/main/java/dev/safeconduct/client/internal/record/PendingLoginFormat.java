package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.internal.config.TokenKey;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.OAuthException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A login that was asked for, as JSON. */
final class PendingLoginFormat {

    private PendingLoginFormat() {}

    static byte[] write(PendingLogin login) {
        TokenKey key = login.key();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("server_url", key.server());
        json.put("session", key.session());
        json.put("profile", key.profile());
        json.put("asked", login.asked().toString());
        if (login.openedUntil() != null) {
            json.put("opened_until", login.openedUntil().toString());
        }
        if (!login.pages().isEmpty()) {
            json.put("pages", login.pages().stream().map(Instant::toString).toList());
        }
        return OAuthJson.write(json);
    }

    static PendingLogin read(byte[] bytes) throws OAuthException {
        Map<String, @Nullable Object> json = OAuthJson.parseObject(bytes, "stored login");
        Object openedUntil = json.get("opened_until");
        return new PendingLogin(
                new TokenKey(
                        String.valueOf(json.get("session")),
                        String.valueOf(json.get("server_url")),
                        String.valueOf(json.get("profile"))),
                Instant.parse(String.valueOf(json.get("asked"))),
                openedUntil == null ? null : Instant.parse(openedUntil.toString()),
                pages(json.get("pages")));
    }

    private static List<Instant> pages(@Nullable Object member) {
        return member instanceof List<?> pages
                ? pages.stream()
                        .map(page -> Instant.parse(String.valueOf(page)))
                        .toList()
                : List.of();
    }
}
