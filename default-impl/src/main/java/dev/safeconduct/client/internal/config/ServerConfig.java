package dev.safeconduct.client.internal.config;

import dev.safeconduct.client.oauth.ServerUrl;
import dev.safeconduct.client.oauth.TokenKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One server and what is configured for it. Immutable and safe for all threads; values are resolved at each use. */
public final class ServerConfig {

    private static final String GRANT = "grant";
    private static final String DEFAULT_GRANT = "authorization_code";

    private final String name;
    private final ServerUrl url;
    private final Map<String, RawSetting> settings;
    private final References references;
    private final TokenKey tokenKey;
    private final List<ServerUrl> urls;

    /**
     * A server.
     *
     * @throws IllegalArgumentException if a variable or file that its token key depends on is missing
     */
    ServerConfig(String name, ServerUrl url, Map<String, RawSetting> settings, References references) {
        this.name = name;
        this.url = url;
        this.settings = settings;
        this.references = references;
        this.tokenKey = new TokenKey(valueOr("session", TokenKey.DEFAULT), url.text(), profile());
        this.urls = withFurther(url);
    }

    /**
     * A server that is known by its URL only, as on a command line.
     *
     * @throws IllegalArgumentException for plain http to another machine, which has to be allowed by configuration
     */
    public static ServerConfig adHoc(ServerUrl url) {
        ServerConfig server = new ServerConfig(url.text(), url, Map.of(), new References(Map.of()));
        if (server.isPlainHttpRefused()) {
            throw new IllegalArgumentException("the URL is plain http to another machine, where anybody on the way can"
                    + " take the token: use https, or configure the server with allow-http=true");
        }
        return server;
    }

    /** The name in the configuration; the URL's text for {@link #adHoc}. */
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
        String further = get("urls");
        if (further == null) {
            return List.of(first);
        }
        List<ServerUrl> all = new ArrayList<>(List.of(first));
        for (String text : further.split(",", -1)) {
            all.add(ServerUrl.parse(text.strip()));
        }
        return List.copyOf(all);
    }

    /**
     * A value or its default.
     *
     * @param suffix what follows {@code safeconduct.server.<name>.}, for example {@code client-id}
     * @return null if it is not set and has no default
     * @throws IllegalArgumentException if a variable or file that it names is missing
     */
    public @Nullable String get(String suffix) {
        RawSetting setting = settings.get(suffix);
        if (setting != null) {
            return references.resolve(setting.key(), setting.value());
        }
        ConfigKey known = ConfigKeys.findServerKey(suffix);
        return known == null ? null : known.defaultValue();
    }

    /** A value that is {@code true} or {@code false}; false where nothing else is said. */
    public boolean flag(String suffix) {
        return ValueCheck.isTrue(valueOr(suffix, "false"));
    }

    /** The grant, {@code authorization_code} where none is configured. */
    public String grant() {
        return valueOr(GRANT, DEFAULT_GRANT);
    }

    /** Whether a token can be had without a person. */
    public boolean needsNobody() {
        return grant().equals("client_credentials");
    }

    /** Whether plain http is allowed where the server is not this machine. */
    public boolean allowHttp() {
        return flag("allow-http");
    }

    /** The configured {@code authorize.<param>}, in order of name. */
    public Map<String, String> extraAuthorizeParameters() {
        return parameters(ConfigKeys.AUTHORIZE);
    }

    /** The configured {@code token.<param>}, in order of name. */
    public Map<String, String> extraTokenParameters() {
        return parameters(ConfigKeys.TOKEN);
    }

    /** Under which key this server's token is stored. */
    public TokenKey tokenKey() {
        return tokenKey;
    }

    /** Whether nothing may be sent there: plain http to another machine that is not allowed. */
    public boolean isPlainHttpRefused() {
        return urls.stream().anyMatch(this::isPlainHttpRefused);
    }

    private boolean isPlainHttpRefused(ServerUrl url) {
        return url.scheme().equals("http") && !url.isLoopback() && !allowHttp();
    }

    @Override
    public String toString() {
        return name + " " + url;
    }

    private String valueOr(String suffix, String fallback) {
        String value = get(suffix);
        return value == null ? fallback : value;
    }

    private Map<String, String> parameters(String prefix) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, RawSetting> entry : settings.entrySet()) {
            if (entry.getKey().startsWith(prefix)) {
                RawSetting setting = entry.getValue();
                parameters.put(
                        entry.getKey().substring(prefix.length()), references.resolve(setting.key(), setting.value()));
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    private String profile() {
        Map<String, String> configured = new LinkedHashMap<>();
        if (!grant().equals(DEFAULT_GRANT)) {
            configured.put(GRANT, grant());
        }
        for (String suffix : List.of("client-id", "account", "resource", "audience")) {
            String value = get(suffix);
            if (value != null) {
                configured.put(suffix, value);
            }
        }
        return Profile.of(configured);
    }
}
