package dev.safeconduct.clients.httpclient4;

import dev.safeconduct.client.oauth.Authorization;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.auth.AuthScope;
import org.apache.http.client.CredentialsProvider;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.protocol.HttpClientContext;

/** A response of which it is to be decided whether it is the program's. Its body has not been read yet. */
record ChainResponse(HttpRequest request, CloseableHttpResponse response) {

    private static final int UNAUTHORIZED = 401;

    /** What is read of a response that is not handed on, so that its connection can be kept. */
    private static final int MOST_READ = 64 * 1024;

    int status() {
        return response.getStatusLine().getStatusCode();
    }

    /** The values of a header field. */
    List<String> fields(String name) {
        return Arrays.stream(response.getHeaders(name)).map(Header::getValue).toList();
    }

    /** Whether the body of the request can be sent again; before it was sent, some say so that cannot. */
    boolean isRepeatable() {
        HttpEntity body = request instanceof HttpEntityEnclosingRequest enclosing ? enclosing.getEntity() : null;
        return body == null || body.isRepeatable();
    }

    /** Whether it is a 401 with a challenge for which the program has credentials, as HttpClient by itself would send. */
    boolean isForCredentials(HttpHost target, HttpClientContext context) {
        RequestConfig config = context.getRequestConfig();
        CredentialsProvider credentials = context.getCredentialsProvider();
        return status() == UNAUTHORIZED
                && (config == null || config.isAuthenticationEnabled())
                && credentials != null
                && isRepeatable()
                && fields("WWW-Authenticate").stream().anyMatch(ChainResponse::isOfAnotherScheme)
                && credentials.getCredentials(new AuthScope(target.getHostName(), target.getPort())) != null;
    }

    private static boolean isOfAnotherScheme(String challenge) {
        String scheme = challenge.strip().split("[ ,]", 2)[0];
        return !scheme.equalsIgnoreCase(Authorization.BEARER) && !scheme.equalsIgnoreCase(Authorization.DPOP);
    }

    /** Frees its connection, which is kept if the body is not too long. */
    void letGo() throws IOException {
        try {
            HttpEntity body = response.getEntity();
            InputStream content = body == null ? null : body.getContent();
            if (content != null) {
                content.readNBytes(MOST_READ);
            }
        } catch (IOException e) {
            // Then it is not kept.
        } finally {
            response.close();
        }
    }
}
