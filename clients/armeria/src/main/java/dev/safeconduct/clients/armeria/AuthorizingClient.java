package dev.safeconduct.clients.armeria;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.HttpClient;
import com.linecorp.armeria.client.SimpleDecoratingHttpClient;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import dev.safeconduct.client.request.Hop;
import dev.safeconduct.client.request.NonBlockingExchange;
import dev.safeconduct.client.request.Origin;
import dev.safeconduct.client.request.RequestAuthorizer;
import org.jspecify.annotations.Nullable;

/** The last that sees a request before it is sent: each hop of a redirect and each retry is one by itself here. */
final class AuthorizingClient extends SimpleDecoratingHttpClient {

    private final HttpClient next;
    private final RequestAuthorizer authorizer;

    /** Whether copies below leave all requests to this one, not only those to its configured servers. */
    private final boolean isOfProgram;

    AuthorizingClient(HttpClient next, RequestAuthorizer authorizer, boolean isOfProgram) {
        super(next);
        this.next = next;
        this.authorizer = authorizer;
        this.isOfProgram = isOfProgram;
    }

    @Override
    public HttpResponse execute(ClientRequestContext context, HttpRequest request) throws Exception {
        AuthorizedHop hop = concerned(context, request);
        return hop == null ? next.execute(context, request) : hop.start();
    }

    /** Null if a request is to be left as it is. */
    private @Nullable AuthorizedHop concerned(ClientRequestContext context, HttpRequest request) {
        try {
            Origin target = ContextHop.target(context);
            if (target == null) {
                return null;
            }
            ClientRequestContext first = ContextHop.first(context);
            Object known = Decisions.in(first);
            Decisions own = known instanceof Decisions decisions && decisions.owner() == this ? decisions : null;
            if (known != null && own == null) {
                return null; // another decides
            }
            boolean isElsewhere = known == null && !authorizer.knowsHost(target.host());
            if (isElsewhere && !isOfProgram) {
                return null;
            }
            NonBlockingExchange exchange = own == null ? begin(context, first) : own.exchange();
            if (isElsewhere) {
                new Decisions(this, exchange).keepIn(first); // for the copies below
                return null;
            }
            Hop hop = ContextHop.of(context, request, target, exchange.started());
            boolean isConcerned = exchange.concerns(hop);
            if (known == null && (isConcerned || isOfProgram)) {
                new Decisions(this, exchange).keepIn(first);
            }
            return isConcerned ? new AuthorizedHop(authorizer, exchange, hop, context, request, next) : null;
        } catch (RuntimeException | LinkageError e) {
            authorizer.failed(e);
            return null;
        }
    }

    private NonBlockingExchange begin(ClientRequestContext context, ClientRequestContext first) {
        return new NonBlockingExchange(authorizer, ContextHop.target(first), ResponseTimeout.early(context));
    }

    /** A program may show it. */
    @Override
    public String toString() {
        return "safeconduct";
    }
}
