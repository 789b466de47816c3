package dev.safeconduct.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a program says of one server: the keys {@code safeconduct.server.<name>.…} with a method each. Immutable. The
 * values follow the rules of the keys: {@code ${env:NAME}} and {@code ${file:path}} are read at each use, and what is
 * wrong is said when the {@link Safeconduct} is built. {@link #toString} shows the URL only.
 */
public final class ServerSettings {

    private final @Nullable String name;
    private final Map<String, String> values;

    private ServerSettings(@Nullable String name, Map<String, String> values) {
        this.name = name;
        this.values = Map.copyOf(values);
    }

    /** A server whose URL is all there is to say. */
    public static ServerSettings of(String url) {
        return builder(url).build();
    }

    /** Settings of the server with this URL. */
    public static Builder builder(String url) {
        return new Builder().set("url", url);
    }

    /** The name in keys and messages; null to have one chosen. */
    @Nullable String name() {
        return name;
    }

    /** The values by what follows {@code safeconduct.server.<name>.} in their keys. */
    Map<String, String> values() {
        return values;
    }

    @Override
    public String toString() {
        return "ServerSettings[" + values.get("url") + "]";
    }

    /** Collects settings. Not safe for several threads. Every setting may be set once. */
    public static final class Builder {

        private final Map<String, String> values = new LinkedHashMap<>();
        private @Nullable String name;

        private Builder() {}

        /** The name of the server in keys and messages: {@code a-z}, {@code 0-9} and {@code -}. Default: chosen. */
        public Builder name(String newName) {
            name = SetOnce.value(name, newName, "name");
            return this;
        }

        /** The client that is registered at the authorization server. Default: one is registered (RFC 7591). */
        public Builder clientId(String clientId) {
            return set("client-id", clientId);
        }

        /**
         * The URL of a Client ID Metadata Document, which is the client id where the authorization server supports such.
         * Default: a client is registered.
         */
        public Builder clientMetadataUrl(String url) {
            return set("client-metadata-url", url);
        }

        /** The secret of the client. Default: a client without a secret. */
        public Builder clientSecret(String clientSecret) {
            return set("client-secret", clientSecret);
        }

        /** How the client authenticates, by its name in RFC 7591. Default: by what the server supports. */
        public Builder clientAuth(String method) {
            return set("client-auth", method);
        }

        /** How tokens are obtained: {@code authorization_code} (default), {@code client_credentials} … */
        public Builder grant(String grant) {
            return set("grant", grant);
        }

        /**
         * The {@link #name} of the server whose login is passed on, for the grants {@code token_exchange}, {@code id_jag} and
         * {@code id_token_forwarding}. Default: none.
         */
        public Builder from(String server) {
            return set("from", server);
        }

        /** Which token of a login requests carry: {@code access_token} (default) or {@code id_token}. */
        public Builder bearer(String token) {
            return set("bearer", token);
        }

        /** The scope to ask for, separated by blanks. Default: what the server asks for. */
        public Builder scope(String scope) {
            return set("scope", scope);
        }

        /** The authorization server. Default: the one that the server names. */
        public Builder issuer(String issuer) {
            return set("issuer", issuer);
        }

        /** The audience to ask for. Default: none. */
        public Builder audience(String audience) {
            return set("audience", audience);
        }

        /** The resource indicator (RFC 8707). Default: by the server's metadata. */
        public Builder resource(String resource) {
            return set("resource", resource);
        }

        /** Which account logs in ({@code login_hint}). Default: the person chooses. */
        public Builder account(String account) {
            return set("account", account);
        }

        /** The redirect URI that is registered for {@link #clientId}. Default: a loopback address. */
        public Builder redirectUri(String redirectUri) {
            return set("redirect-uri", redirectUri);
        }

        /** Any setting of a server. */
        public Builder set(String setting, String value) {
            Objects.requireNonNull(setting, "setting");
            values.put(setting, SetOnce.value(values.get(setting), value, setting));
            return this;
        }

        /** The settings so far. */
        public ServerSettings build() {
            return new ServerSettings(name, values);
        }
    }
}
