package dev.safeconduct.client.internal.challenge;

import dev.safeconduct.spi.AuthChallenge;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code WWW-Authenticate} (RFC 9110 §11.6.1): every challenge of every field line. */
public final class AuthChallenges {

    /** What is read of one field line; a longer one is cut. */
    static final int MAX_LINE = 16 * 1024;

    private AuthChallenges() {}

    /**
     * Reads all field lines in their order. Never throws: what cannot be read is left out.
     *
     * @param fieldLines the values of the {@code WWW-Authenticate} fields of one response
     */
    public static List<AuthChallenge> parse(List<String> fieldLines) {
        List<AuthChallenge> challenges = new ArrayList<>();
        for (String line : fieldLines) {
            new ChallengeParser(line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line, challenges).parse();
        }
        return List.copyOf(challenges);
    }

    /**
     * Whether an access token could be the answer: a challenge asks for one, or no challenge says anything. False where
     * only other schemes (Basic, Digest, Negotiate) are offered.
     */
    public static boolean mayTakeAccessToken(List<AuthChallenge> challenges) {
        return challenges.isEmpty() || challenges.stream().anyMatch(AuthChallenge::takesAccessToken);
    }
}
