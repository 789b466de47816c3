package dev.safeconduct.clients.jetty9;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpRequest;
import org.eclipse.jetty.client.api.Response;
import org.eclipse.jetty.http.HttpField;

/** A request once more, in the same conversation: only a subclass can make one there. */
final class RepeatedRequest extends HttpRequest {

    private RepeatedRequest(Jetty9Exchange hop, HttpRequest original) {
        super(hop.destination.getHttpClient(), original.getConversation(), original.getURI());
    }

    static RepeatedRequest of(Jetty9Exchange hop, HttpRequest original) {
        RepeatedRequest copy = new RepeatedRequest(hop, original);
        copy.method(original.getMethod())
                .version(original.getVersion())
                .idleTimeout(original.getIdleTimeout(), TimeUnit.MILLISECONDS)
                .timeout(hop.remaining(), TimeUnit.MILLISECONDS)
                .followRedirects(original.isFollowRedirects());
        RequestBody.copy(original, copy);
        copy.trailers(original.getTrailers()).pushListener(original.getPushListener());
        original.getCookies().forEach(copy::cookie);
        original.getAttributes().forEach((name, value) -> {
            if (value != hop) {
                copy.attribute(name, value);
            }
        });
        copy.copyFields(hop, original);
        return copy;
    }

    private void copyFields(Jetty9Exchange hop, HttpRequest original) {
        for (HttpField field : fields(this)) {
            header(field.getName(), null); // of a new request
        }
        for (HttpField field : fields(original)) {
            if (!Jetty9Resend.isOfJetty(field)) {
                header(field.getName(), field.getValue());
            }
        }
        for (HttpField field : hop.own) {
            header(field.getName(), field.getValue());
        }
    }

    private static List<HttpField> fields(HttpRequest request) {
        List<HttpField> fields = new ArrayList<>();
        ((Iterable<HttpField>) request.getHeaders()).forEach(fields::add);
        return fields;
    }

    /** For an exchange that is made here. */
    @Override
    protected List<Response.ResponseListener> getResponseListeners() {
        return super.getResponseListeners();
    }
}
