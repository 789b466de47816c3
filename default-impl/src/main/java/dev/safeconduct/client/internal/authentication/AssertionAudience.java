package dev.safeconduct.client.internal.authentication;

import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.ConfigException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whom a JWT is for ({@code aud}, RFC 7519 §4.1.3): exactly the one it is sent to. */
final class AssertionAudience {

    /** What distributions of Kubernetes call their API, where that is a name. */
    private static final Set<String> KUBERNETES = Set.of("kubernetes", "k3s", "rke2", "api");

    private static final String KUBERNETES_HOST = "kubernetes.default";

    private AssertionAudience() {}

    /**
     * Checks the claim of an assertion. Kubernetes writes a list of one, which is as good as one; of several each could use
     * the assertion at the others.
     *
     * @param claim {@code aud} as it was read
     * @param expected whom it has to be for
     * @param key the setting that it comes from
     * @throws ConfigException if it is for another or for several, or does not say; the message says for whom it is
     */
    static void check(@Nullable Object claim, String expected, String key) throws ConfigException {
        Object one = claim instanceof List<?> list && list.size() == 1 ? list.get(0) : claim;
        if (one instanceof List<?>) {
            throw refused(key, "has an assertion for several audiences", expected);
        }
        if (!(one instanceof String audience)) {
            throw refused(key, "has an assertion that does not say whom it is for (aud)", expected);
        }
        if (isKubernetesApi(audience)) {
            throw refused(
                    key,
                    "has a service account token for the Kubernetes API (" + ServerText.sanitize(audience)
                            + "), which would be given away. Mount another one: in the pod's projected volume, below"
                            + " serviceAccountToken, set audience",
                    expected);
        }
        if (!audience.equals(expected)) {
            throw refused(key, "has an assertion for " + ServerText.sanitize(audience), expected);
        }
    }

    private static boolean isKubernetesApi(String audience) {
        try {
            String host = new URI(audience).getHost();
            return KUBERNETES.contains(audience) || (host != null && (host + ".").startsWith(KUBERNETES_HOST + "."));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static ConfigException refused(String key, String why, String expected) {
        return new ConfigException(
                key, key + " " + why + ". It is not sent: it must be for " + expected + " and for nothing else.");
    }
}
