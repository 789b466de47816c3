package dev.safeconduct.agent.cli;

import dev.safeconduct.client.AuthChallenges;
import dev.safeconduct.client.internal.http.HttpAnswer;
import dev.safeconduct.client.internal.http.HttpCall;
import dev.safeconduct.client.internal.http.Transport;
import dev.safeconduct.client.internal.token.ServerAccess;
import dev.safeconduct.spi.AuthChallenge;
import dev.safeconduct.spi.InsecureEndpointException;
import dev.safeconduct.spi.OAuthException;
import java.util.List;
import java.util.stream.Collectors;

/** One request to a server without a token, to hear what it asks for. */
final class Probe {

    private Probe() {}

    /**
     * What the server said.
     *
     * @param status the HTTP status; 0 if the answer was of no use
     * @param challenges those of a 401
     */
    record Answer(int status, List<AuthChallenge> challenges) {

        boolean letsEverybodyIn() {
            return status / 100 == 2;
        }

        boolean wantsAnotherScheme() {
            return status == 401 && !AuthChallenges.mayTakeAccessToken(challenges);
        }

        /** The schemes that the server offers. */
        String schemes() {
            return challenges.stream().map(AuthChallenge::scheme).distinct().collect(Collectors.joining(", "));
        }
    }

    /** Asks. Throws where the server cannot be reached, or must not be talked to. */
    static Answer of(Transport transport, ServerAccess server) throws CommandFailure {
        try {
            HttpCall call = HttpCall.getJson(server.config().url().uri());
            HttpAnswer answer = transport.send(call, server.policy(), "server");
            List<AuthChallenge> challenges = answer.status() == 401
                    ? AuthChallenges.parse(answer.headers().allValues("WWW-Authenticate"))
                    : List.of();
            return new Answer(answer.status(), challenges);
        } catch (OAuthException e) {
            if (e.isTransient() || e instanceof InsecureEndpointException) {
                String remedy = e.isTransient() ? " Check its URL, and whether it is running." : "";
                throw new CommandFailure(ExitCode.NETWORK, e.getMessage() + remedy + " Nothing was changed.", e);
            }
            return new Answer(0, List.of()); // too large or oddly encoded: it says nothing of a login
        }
    }
}
