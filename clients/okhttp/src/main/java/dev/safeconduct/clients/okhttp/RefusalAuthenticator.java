package dev.safeconduct.clients.okhttp;

import java.io.IOException;
import okhttp3.Authenticator;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/** Where OkHttp asks what becomes of a 401. The program's own authenticator is asked about all that has no answer here. */
final class RefusalAuthenticator implements Authenticator {

    private final Authenticator program;

    RefusalAuthenticator(Authenticator program) {
        this.program = program;
    }

    /** The program's own, which this one may wrap already. */
    static Authenticator unwrapped(Authenticator authenticator) {
        return authenticator instanceof RefusalAuthenticator known ? known.program : authenticator;
    }

    @Override
    public @Nullable Request authenticate(@Nullable Route route, Response response) throws IOException {
        OngoingCall ongoing = CallExchanges.ofThread();
        if (ongoing != null && ongoing.exchange().leadsToResend()) {
            return response.request(); // its token is written where it is sent
        }
        return program.authenticate(route, response);
    }
}
