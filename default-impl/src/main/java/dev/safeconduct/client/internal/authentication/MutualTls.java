package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.internal.text.Remedies;
import dev.safeconduct.client.internal.transport.TlsIdentity;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.client.oauth.Grant;
import dev.safeconduct.spi.OAuthException;
import java.security.PrivateKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate, shown by the connection to the token endpoint alone (RFC 8705 §2). Whether the authorization server trusts
 * its issuer or knows the certificate itself makes no difference here.
 */
final class MutualTls implements ClientAuthentication {

    private static final String CERTIFICATE = "client-cert";
    private static final String KEY = "client-key";
    private static final String KEY_STORE = "client-key-store";
    private static final String PASSWORD = "client-key-store-password";

    private final String name;
    private final List<String> impliedBy;

    private MutualTls(String name, List<String> impliedBy) {
        this.name = name;
        this.impliedBy = impliedBy;
    }

    /** By a certificate authority (RFC 8705 §2.1): the one that is meant where none is named. */
    static MutualTls ofAuthority() {
        return new MutualTls("tls_client_auth", List.of(CERTIFICATE, KEY_STORE));
    }

    /** By a certificate that is registered itself (RFC 8705 §2.2). */
    static MutualTls selfSigned() {
        return new MutualTls("self_signed_tls_client_auth", List.of());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<List<String>> requiredSettings() {
        return List.of(List.of("client-id"));
    }

    @Override
    public List<String> impliedBy() {
        return impliedBy;
    }

    @Override
    public boolean isMutualTls() {
        return true;
    }

    @Override
    public void authenticate(AuthenticatingClient client, RequestParts request) {
        request.form().put(Grant.CLIENT_ID, client.information().clientId());
    }

    /** Null where neither is set: then {@code safeconduct.tls.key-store} is shown, as to all servers. */
    @Override
    public @Nullable TlsIdentity tlsIdentity(AuthenticatingClient client) throws OAuthException {
        ClientSettings settings = client.settings();
        String certificate = settings.setting(CERTIFICATE);
        if (certificate != null) {
            return ofPem(certificate, settings);
        }
        String file = settings.setting(KEY_STORE);
        return file == null
                ? null
                : TlsIdentity.ofKeyStore(
                        settings.key(KEY_STORE), file, settings.key(PASSWORD), settings.setting(PASSWORD));
    }

    private static TlsIdentity ofPem(String certificate, ClientSettings settings) throws OAuthException {
        String key = settings.setting(KEY);
        if (key == null) {
            throw new ConfigException(
                    settings.key(KEY),
                    settings.key(CERTIFICATE) + " needs the private key of the certificate."
                            + settings.remedies().text("Set", KEY, "${file:<path of the key>}"));
        }
        PrivateKey privateKey;
        try {
            privateKey = ClientKey.read(key).key();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(settings.key(KEY), settings.key(KEY) + " " + e.getMessage() + ".");
        }
        try {
            return TlsIdentity.of(privateKey, PemCertificates.read(certificate, privateKey));
        } catch (IllegalArgumentException e) {
            String name = settings.key(CERTIFICATE);
            throw new ConfigException(name, name + " " + e.getMessage() + ".");
        }
    }

    @Override
    public String remedies(Remedies remedies) {
        return remedies.text(
                        "If another certificate is registered there, set",
                        CERTIFICATE,
                        "${file:<path of the certificate>}")
                + remedies.text("Its key is", KEY, "${file:<path of the key>}");
    }
}
