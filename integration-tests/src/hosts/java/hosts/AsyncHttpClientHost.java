package hosts;

import static org.asynchttpclient.Dsl.asyncHttpClient;
import static org.asynchttpclient.Dsl.config;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.RequestBuilder;
import org.asynchttpclient.Response;
import org.asynchttpclient.proxy.ProxyServer;

/**
 * A program that uses AsyncHttpClient and knows nothing of OAuth; written for 2.12, and runs with 3. Options of a call:
 * {@code timeout=<millis>} for the request; {@code authenticator}.
 */
public final class AsyncHttpClientHost extends NettyHost {

    private final AsyncHttpClient client;

    AsyncHttpClientHost(Consumer<DefaultAsyncHttpClientConfig.Builder> preparation) {
        DefaultAsyncHttpClientConfig.Builder config =
                config().setFollowRedirect(true).setMaxRequestRetry(0);
        preparation.accept(config);
        client = asyncHttpClient(config);
    }

    public static void main(String[] args) throws Exception {
        new AsyncHttpClientHost(config -> {}).serve();
        System.exit(0);
    }

    @Override
    CompletableFuture<Answer> send(
            String method, String url, String body, String proxy, String option, List<String> headers) {
        client.getConfig().getCookieStore().clear();
        RequestBuilder request = new RequestBuilder(method).setUrl(url);
        for (String header : headers) {
            int colon = header.indexOf(':');
            request.setHeader(
                    header.substring(0, colon), header.substring(colon + 1).trim());
        }
        if (!proxy.isEmpty()) {
            InetSocketAddress address = proxy(proxy);
            request.setProxyServer(new ProxyServer.Builder(address.getHostString(), address.getPort()).build());
        }
        if (option.contains("timeout=")) {
            setRequestTimeout(request, Integer.parseInt(option.substring(option.indexOf('=') + 1)));
        }
        if (!body.isEmpty()) {
            byte[] bytes = bytes(body);
            if (isStreamed(body)) {
                request.setBody(new ByteArrayInputStream(bytes));
                if (body.startsWith("stream:")) {
                    request.setHeader("Content-Length", Integer.toString(bytes.length));
                }
            } else {
                request.setBody(bytes);
            }
        }
        return client.executeRequest(request.build()).toCompletableFuture().thenApply(AsyncHttpClientHost::answer);
    }

    private static Answer answer(Response response) {
        return new Answer(
                response.getStatusCode(),
                response.getUri().toUrl(),
                headers(response.getHeaders().entries()),
                response.getResponseBodyAsBytes());
    }

    /** Milliseconds in 2, a duration in 3. */
    private static void setRequestTimeout(RequestBuilder request, int millis) {
        try {
            for (Method method : RequestBuilder.class.getMethods()) {
                if (method.getName().equals("setRequestTimeout")) {
                    boolean isNumber = method.getParameterTypes()[0] == int.class;
                    method.invoke(request, isNumber ? millis : Duration.ofMillis(millis));
                    return;
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
