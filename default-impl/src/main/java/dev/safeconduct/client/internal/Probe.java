package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.transport.HttpCall;
import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.AuthChallenges;
import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import java.util.stream.Collectors;

/** One request to a server without a token, to hear what it asks for. Blocks. */
public final class Probe {

    private Probe() {}

    /**
     * What the server said.
     *
     * @param status the HTTP status; 0 if the answer was of no use
     * @param challenges those of a 401
     */
    public record Outcome(int status, List<AuthChallenge> challenges) {

        public boolean letsEverybodyIn() {
            return status / 100 == 2;
        }

        public boolean wantsAnotherScheme() {
            return status == 401 && !AuthChallenges.mayTakeAccessToken(challenges);
        }

        /** The schemes that the server offers. */
        public String schemes() {
            return challenges.stream().map(AuthChallenge::scheme).distinct().collect(Collectors.joining(", "));
        }
    }

    /** Asks. Throws where the server cannot be reached, or must not be talked to. */
    public static Outcome of(Transport transport, ConfiguredServer server) throws OAuthException {
        try {
            HttpCall call = HttpCall.getJson(server.config().url().uri());
            HttpResult answer = transport.send(call, server.policy(), "server");
            List<AuthChallenge> challenges = answer.status() == 401
                    ? AuthChallenges.parse(answer.headers().allValues("WWW-Authenticate"))
                    : List.of();
            return new Outcome(answer.status(), challenges);
        } catch (OAuthException e) {
            if (e.isTransient() || e instanceof InsecureEndpointException) {
                throw e;
            }
            return new Outcome(0, List.of()); // too large or oddly encoded: it says nothing of a login
        }
    }
}
