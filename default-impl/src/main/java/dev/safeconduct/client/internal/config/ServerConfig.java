package dev.safeconduct.client.internal.config;

import dev.safeconduct.client.internal.authentication.ClientSettings;
import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.ServerUrl;
import dev.safeconduct.client.oauth.SingleSignOn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One server and what is configured for it. Immutable and safe for all threads; secrets are read at each use. */
public final class ServerConfig implements ClientSettings {

    private static final String GRANT = "grant";
    private static final String BEARER = "bearer";
    private static final String CLIENT_SECRET = "client-secret";

    private final String name;
    private final ServerUrl url;
    private final Map<String, RawSetting> settings;
    private final References references;
    private final Map<String, String> values;
    private final GrantType grant;
    private final TokenKey tokenKey;
    private final List<ServerUrl> urls;
    private final boolean idTokenPassedOn;

    /**
     * A server. What may be secret is not looked at yet.
     *
     * @throws ConfigException if a variable or file that another value names is missing
     */
    ServerConfig(String name, ServerUrl url, Map<String, RawSetting> settings, References references, GrantTypes grants)
            throws ConfigException {
        this.name = name;
        this.url = url;
        this.settings = settings;
        this.references = references;
        this.values = values(settings, references);
        this.grant = grants.named(values.get(GRANT));
        this.tokenKey = new TokenKey(values.getOrDefault("session", TokenKey.DEFAULT), url.text(), profile(grants));
        this.urls = withFurther(url);
        this.idTokenPassedOn = false;
    }

    private ServerConfig(
            ServerConfig configured,
            Map<String, RawSetting> settings,
            Map<String, String> values,
            boolean idTokenPassedOn) {
        this.name = configured.name;
        this.url = configured.url;
        this.settings = settings;
        this.references = configured.references;
        this.values = values;
        this.grant = configured.grant;
        this.tokenKey = configured.tokenKey;
        this.urls = configured.urls;
        this.idTokenPassedOn = idTokenPassedOn;
    }

    /** The same server as one whose ID token another server is given. */
    ServerConfig withIdToken() {
        return new ServerConfig(this, settings, values, true);
    }

    /**
     * The same server with other settings, for one operation: its token is stored where it is without them, by the same
     * grant.
     *
     * @param other values by what follows {@code safeconduct.server.<name>.}; an empty one is not a setting
     * @throws ConfigException if a variable or file that a value names is missing
     */
    public ServerConfig with(Map<String, String> other) throws ConfigException {
        Map<String, RawSetting> all = new LinkedHashMap<>(settings);
        for (Map.Entry<String, String> setting : other.entrySet()) {
            if (!setting.getValue().isEmpty()) {
                String key = key(setting.getKey());
                all.put(
                        setting.getKey(),
                        new RawSetting(key, setting.getValue(), RawSetting.From.PROGRAM, "set for this call", null));
            }
        }
        return new ServerConfig(this, all, values(all, references), idTokenPassedOn);
    }

    private static Map<String, String> values(Map<String, RawSetting> settings, References references)
            throws ConfigException {
        Map<String, String> values = new TreeMap<>();
        for (Map.Entry<String, RawSetting> entry : settings.entrySet()) {
            ConfigKey known = ConfigKeys.findServerKey(entry.getKey());
            if (known != null && !known.secret()) {
                RawSetting setting = entry.getValue();
                values.put(entry.getKey(), references.resolve(setting.key(), setting.value()));
            }
        }
        return values;
    }

    /**
     * A server that is known by its URL only, as on a command line.
     *
     * @throws IllegalArgumentException for plain http to another machine, which has to be allowed by configuration
     */
    public static ServerConfig adHoc(ServerUrl url, GrantTypes grants) {
        return adHoc(url, url.text(), grants);
    }

    /** The same, with the name that messages use. */
    public static ServerConfig adHoc(ServerUrl url, String name, GrantTypes grants) {
        ServerConfig server;
        try {
            server = new ServerConfig(name, url, Map.of(), new References(Map.of()), grants);
        } catch (ConfigException e) {
            throw new IllegalStateException("nothing is configured", e);
        }
        if (server.isPlainHttpRefused()) {
            throw new IllegalArgumentException(
                    "the URL is plain http to another machine, where an attacker on the way can"
                            + " take the token: use https, or configure the server with allow-http=true");
        }
        return server;
    }

    /** The name in the configuration, or the one given to {@link #adHoc}. */
    public String name() {
        return name;
    }

    /** The protected resource. */
    public ServerUrl url() {
        return url;
    }

    /** All URLs that take the same token: {@link #url} first, then the configured {@code urls}. */
    public List<ServerUrl> urls() {
        return urls;
    }

    private List<ServerUrl> withFurther(ServerUrl first) {
        String further = values.get("urls");
        if (further == null) {
            return List.of(first);
        }
        List<ServerUrl> all = new ArrayList<>(List.of(first));
        for (String text : further.split(",", -1)) {
            all.add(ServerUrl.parse(text.strip()));
        }
        return List.copyOf(all);
    }

    /** The whole key of one of this server's settings, {@code safeconduct.server.<name>.<suffix>}. */
    @Override
    public String key(String suffix) {
        return ConfigKeys.SERVER_PREFIX + name + "." + suffix;
    }

    /** What to set for it, to be pasted; a server that is known by its URL only needs that too. */
    @Override
    public Remedies remedies() {
        return (condition, setting, value) -> {
            boolean isConfigured = settings.containsKey("url");
            String prefix = ConfigKeys.SERVER_PREFIX + (ConfigKeys.isName(name) ? name : nameOf(url)) + ".";
            String known = isConfigured ? "" : prefix + "url=" + url.text() + " and ";
            return " " + condition + " " + known + prefix + setting + "=" + value + ".";
        };
    }

    /** A name for a server that has none. */
    private static String nameOf(ServerUrl url) {
        return url.host().replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    /** How its tokens are obtained. */
    public GrantType grant() {
        return grant;
    }

    /** How it gets its token from the login of another server. */
    public SingleSignOn singleSignOn() {
        if (from() == null) {
            return SingleSignOn.NONE;
        }
        return grant.isKeptElsewhere() ? SingleSignOn.FORWARDING : SingleSignOn.EXCHANGE;
    }

    /** The name of the server whose login is passed on, or null. */
    public @Nullable String from() {
        return values.get("from");
    }

    /** Whether it is the ID token of the login at {@link #from} that is passed on. */
    public boolean passesOnIdToken() {
        return from() != null && grant.passesOnIdToken(this);
    }

    /** What the subject token of an exchange is, or null. */
    public @Nullable String subjectTokenType() {
        return values.get("subject-token-type");
    }

    /** Which token of its login requests carry. */
    public BearerToken bearer() {
        return BearerToken.valueOf(values.getOrDefault(BEARER, "access_token").toUpperCase(Locale.ROOT));
    }

    /** Whether a login has to bring an ID token: a credential, and valid as such. */
    public boolean wantsIdToken() {
        return idTokenPassedOn || bearer() == BearerToken.ID_TOKEN;
    }

    /** The authorization server that is configured, or null: then it is discovered. */
    public @Nullable String issuer() {
        return values.get("issuer");
    }

    /** What the authorization server calls itself in its metadata, where that differs; or null. */
    public @Nullable String issuerAlias() {
        return values.get("issuer-alias");
    }

    /** The resource indicator that is configured, or null: then that of the metadata, if one is {@link #sendsResource}. */
    public @Nullable String resource() {
        return sendsResource() ? values.get("resource") : null;
    }

    /** Whether requests may have a resource indicator: not all authorization servers know it (RFC 8707). */
    public boolean sendsResource() {
        return !ValueCheck.NONE.equals(values.get("resource"));
    }

    /** Where the metadata of the protected resource is, if that is configured; or null. */
    public @Nullable String resourceMetadata() {
        return values.get("resource-metadata");
    }

    /** The {@code audience} to send, or null. */
    public @Nullable String audience() {
        return values.get("audience");
    }

    /** The scope to ask for, or null: then that of the challenge or the metadata. */
    public @Nullable String scope() {
        return values.get("scope");
    }

    /** The account to log in with, or null. */
    public @Nullable String account() {
        return values.get("account");
    }

    /** The client that is configured, or null: then one is registered. */
    public @Nullable String clientId() {
        return values.get("client-id");
    }

    /**
     * The secret of the configured client, as it is now; null if it has none.
     *
     * @throws ConfigException if the variable or file that it is in is missing
     */
    public @Nullable String clientSecret() throws ConfigException {
        return setting(CLIENT_SECRET);
    }

    @Override
    public @Nullable String setting(String suffix) throws ConfigException {
        RawSetting setting = settings.get(suffix);
        return setting == null ? null : references.resolve(setting.key(), setting.value());
    }

    @Override
    public boolean isSet(String suffix) {
        return settings.containsKey(suffix);
    }

    /**
     * The credentials of the configured client, as they are now.
     *
     * @throws ConfigException if a variable or file that one is in is missing
     */
    public List<ConfiguredCredential> credentials() throws ConfigException {
        List<ConfiguredCredential> credentials = new ArrayList<>();
        for (String suffix : ConfiguredCredential.STABLE) {
            String value = setting(suffix);
            if (value != null) {
                credentials.add(new ConfiguredCredential(key(suffix), value));
            }
        }
        for (String suffix : ConfiguredCredential.CHANGING) {
            ConfiguredCredential changing = passedOn(suffix);
            if (changing != null) {
                credentials.add(changing);
            }
        }
        return credentials;
    }

    /** A credential that another program replaces all the time, which is not read; null if it is not set. */
    public @Nullable ConfiguredCredential passedOn(String suffix) {
        RawSetting setting = settings.get(suffix);
        return setting == null ? null : new ConfiguredCredential(setting.key(), url.text() + ' ' + setting.value());
    }

    /** The method of client authentication that is configured, or null. */
    public @Nullable String clientAuth() {
        return values.get("client-auth");
    }

    /** The URL of the Client ID Metadata Document that is the client id wherever such are supported; or null. */
    public @Nullable String clientMetadataUrl() {
        return values.get("client-metadata-url");
    }

    /** Whether its tokens are bound to a key (RFC 9449); an ID token never is. */
    public DpopMode dpop() {
        return bearer() == BearerToken.ID_TOKEN
                ? DpopMode.NEVER
                : DpopMode.valueOf(values.getOrDefault("dpop", "auto").toUpperCase(Locale.ROOT));
    }

    /** The redirect URI of the configured client, or null. */
    public @Nullable String redirectUri() {
        return values.get("redirect-uri");
    }

    /** Whether authorization requests are pushed (RFC 9126). */
    public enum Par {
        /** Where the authorization server demands it. */
        AUTO,
        ALWAYS,
        NEVER
    }

    /** Whether authorization requests are pushed (RFC 9126). */
    public Par par() {
        return Par.valueOf(values.getOrDefault("par", "auto").toUpperCase(Locale.ROOT));
    }

    /** Whether plain http is allowed where the server is not this machine. */
    public boolean allowHttp() {
        return flag("allow-http");
    }

    /** Whether its authorization server may be further inside the network than the server is. */
    public boolean allowPrivateIssuer() {
        return flag("allow-private-issuer");
    }

    /** Whether a login goes on where the metadata does not offer S256. */
    public boolean allowMissingS256() {
        return flag("allow-missing-s256");
    }

    private boolean flag(String suffix) {
        return ValueCheck.isTrue(values.getOrDefault(suffix, "false"));
    }

    /** The configured {@code authorize.<param>}, in order of name. */
    public Map<String, String> extraAuthorizeParameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        values.forEach((suffix, value) -> {
            if (suffix.startsWith(ConfigKeys.AUTHORIZE)) {
                parameters.put(suffix.substring(ConfigKeys.AUTHORIZE.length()), value);
            }
        });
        return Collections.unmodifiableMap(parameters);
    }

    /**
     * The configured {@code token.<param>}, in order of name, as they are now: they may be secret.
     *
     * @throws ConfigException if a variable or file that one of them is in is missing
     */
    public Map<String, String> extraTokenParameters() throws ConfigException {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, RawSetting> entry : settings.entrySet()) {
            if (entry.getKey().startsWith(ConfigKeys.TOKEN)) {
                RawSetting setting = entry.getValue();
                parameters.put(
                        entry.getKey().substring(ConfigKeys.TOKEN.length()),
                        references.resolve(setting.key(), setting.value()));
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    /** Under which key this server's token is stored. */
    public TokenKey tokenKey() {
        return tokenKey;
    }

    /** Whether nothing may be sent there: plain http to another machine that is not allowed. */
    public boolean isPlainHttpRefused() {
        for (ServerUrl one : urls) {
            if (isPlainHttpRefused(one)) {
                return true;
            }
        }
        return false;
    }

    private boolean isPlainHttpRefused(ServerUrl url) {
        return url.scheme().equals("http") && !url.isLoopback() && !allowHttp();
    }

    @Override
    public String toString() {
        return name + " " + url;
    }

    private String profile(GrantTypes grants) {
        Map<String, String> configured = new LinkedHashMap<>();
        if (!grant.equals(grants.named(null))) {
            configured.put(GRANT, grant.name());
        }
        for (String suffix : List.of("client-id", "account", "resource", "audience", BEARER)) {
            String value = values.get(suffix);
            if (value != null && !(suffix.equals(BEARER) && bearer() == BearerToken.ACCESS_TOKEN)) {
                configured.put(suffix, value);
            }
        }
        return Profile.of(configured);
    }
}
