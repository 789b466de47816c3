package dev.safeconduct.client.internal.record;

import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.Entry;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore.Index;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a content alone says of the entry that it belongs into, for who has nothing else: a store returns no more. */
final class StoredContent {

    private StoredContent() {}

    /** The name under which a record is written today; earlier versions, and the file store, may have another for it. */
    static String name(String found, byte[] content) throws OAuthException {
        return RecordNames.isToken(found)
                ? RecordNames.token(TokenRecordFormat.read(content).key())
                : found;
    }

    /** Whether it is a token of the Go tool itself, which goes on using it. */
    static boolean isOfGoTool(String name, byte[] content) throws OAuthException {
        return RecordNames.isToken(name) && TokenRecordFormat.read(content).tokenEndpoint() == null;
    }

    /**
     * The entry, with index values and expiry. A web login's index values cannot be told, and are of no use: only its
     * browser finds it.
     */
    static Entry entry(String name, byte[] content) throws OAuthException {
        if (RecordNames.isWebLogin(name)) {
            return new Entry(content, Map.of(), WebLogins.keptUntil(WebLoginSeal.expiresAt(content)));
        }
        if (RecordNames.isToken(name)) {
            return RecordStore.entry(content, TokenRecords.index(TokenRecordFormat.read(content)), null);
        }
        if (RecordNames.isLogin(name)) {
            PendingLogin login = PendingLoginFormat.read(content);
            return RecordStore.entry(content, PendingLogins.index(login), PendingLogins.keptUntil(login));
        }
        String issuer = issuer(content);
        return RecordStore.entry(content, issuer == null ? Map.of() : Map.of(Index.ISSUER, issuer), null);
    }

    /** Of registrations, and of what is noted of credentials and issuers. */
    private static @Nullable String issuer(byte[] content) throws OAuthException {
        Map<String, @Nullable Object> json = OAuthJson.parseObject(content, "stored record");
        Object issuer = json.containsKey("issuer") ? json.get("issuer") : json.get("issuer_url");
        return issuer instanceof String text ? text : null;
    }
}
