package dev.safeconduct.client.internal.transport;

import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TransientException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why a call failed, and what can be done. */
final class CallFailure {

    /** How the JDK's messages begin where a connection has ended during a handshake. */
    private static final List<String> BROKEN_OFF =
            List.of("Remote host terminated", "Remote host closed", "closing inbound before");

    private CallFailure() {}

    /**
     * The error for a call that brought no answer.
     *
     * @param endpoint the endpoint in words, with its host
     * @param timeout what the call had
     * @param proxy the proxy that is configured for it, or null
     */
    static OAuthException of(IOException failure, String endpoint, Duration timeout, @Nullable HttpProxy proxy) {
        if (find(failure, CappedBodySubscriber.TooLargeException.class) != null) {
            return new OAuthException(
                    "The " + endpoint + " responded with more than " + Transport.MAX_BODY + " bytes.");
        }
        SSLException tls = find(failure, SSLException.class);
        if (tls != null && !isBrokenOff(failure, tls)) {
            String message = String.valueOf(tls.getMessage());
            return new InsecureEndpointException(
                    "The TLS connection to the " + endpoint + " failed: " + ServerText.sanitize(message) + ". "
                            + remedy(failure, message),
                    failure);
        }
        if (find(failure, HttpTimeoutException.class) != null
                && find(failure, HttpConnectTimeoutException.class) == null) {
            return new NoResponseException(
                    "The " + endpoint + " did not respond within " + timeout.toSeconds() + " s.", failure);
        }
        return new TransientException(
                "The " + endpoint + " cannot be reached" + (proxy == null ? "" : " through the proxy " + proxy) + ": "
                        + ServerText.sanitize(failure.toString()) + ".",
                failure);
    }

    /**
     * The error for a proxy that answered 407. The JDK keeps what is Basic from proxies for https, unless the JVM is told
     * otherwise.
     */
    static OAuthException refusedByProxy(@Nullable HttpProxy proxy) {
        if (proxy == null || proxy.userInfo() == null) {
            return new OAuthException("The proxy wants a user name and a password (HTTP 407): set " + HttpProxy.KEY
                    + "=http://user:password@host:port.");
        }
        String kept = System.getProperty("jdk.http.auth.tunneling.disabledSchemes", "Basic");
        return new OAuthException(
                kept.toLowerCase(Locale.ROOT).contains("basic")
                        ? "The proxy " + proxy + " wants a user name and a password (HTTP 407), and the JDK does not"
                                + " send those of " + HttpProxy.KEY + " unless the JVM is started with"
                                + " -Djdk.http.auth.tunneling.disabledSchemes= (nothing after the =): start it so."
                        : "The proxy " + proxy + " refuses the user name and the password of " + HttpProxy.KEY
                                + " (HTTP 407): correct them.");
    }

    /** Whether the network or the end of a server is in the way, which may pass, and not what it is. */
    private static boolean isBrokenOff(IOException failure, SSLException tls) {
        return find(failure, EOFException.class) != null
                || find(failure, SocketException.class) != null
                || BROKEN_OFF.stream().anyMatch(String.valueOf(tls.getMessage())::startsWith);
    }

    /** What is wrong with a certificate decides what can be done. */
    private static String remedy(Throwable failure, String message) {
        if (find(failure, CertificateExpiredException.class) != null) {
            return "Its certificate has expired: tell its operator, or set the clock of this machine right.";
        }
        if (find(failure, CertificateNotYetValidException.class) != null) {
            return "Its certificate is not valid yet: tell its operator, or set the clock of this machine right.";
        }
        if (find(failure, CertPathBuilderException.class) != null) {
            return "If its certificate comes from a private authority, set " + TrustAnchors.KEY
                    + " to a PEM file with the certificate of that authority.";
        }
        CertificateException certificate = find(failure, CertificateException.class);
        if (certificate != null && String.valueOf(certificate.getMessage()).contains("name")) {
            return "Its certificate is for another host name: correct the URL, or tell its operator.";
        }
        return certificate == null && message.contains("certificate")
                ? "If it wants a client certificate, " + ClientCertificate.KEY + " has to name one that it trusts."
                : "Tell its operator.";
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
