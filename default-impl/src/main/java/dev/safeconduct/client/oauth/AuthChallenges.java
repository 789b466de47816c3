package dev.safeconduct.client.oauth;

import dev.safeconduct.spi.OAuthException;
import java.util.List;

/**
 * Reads {@code WWW-Authenticate} (RFC 9110 §11.6.1). Lenient, because servers are: commas may be missing or too many,
 * blanks may stand around {@code =}, a URL need not be quoted, {@code Bearer, error="x"} is one challenge. Of duplicate
 * parameters the first counts. A quote without its end drops the challenge it belongs to and keeps those before.
 *
 * <p>What a hostile server can make us do is bounded: {@value #MAX_LENGTH} characters of all field lines together,
 * {@value #MAX_CHALLENGES} challenges, {@value #MAX_PARAMETERS} parameters of each. What comes after is not read; the
 * challenge that the end falls into is dropped, since its last value may be half. The work is linear in what is read.
 *
 * <p>Safe for all threads; nothing blocks.
 */
public final class AuthChallenges {

    /** What is read of all field lines of a response together, in characters. */
    public static final int MAX_LENGTH = 16 * 1024;

    /** How many challenges are read. */
    public static final int MAX_CHALLENGES = 32;

    /** How many parameters of one challenge are read, duplicates included. */
    public static final int MAX_PARAMETERS = 64;

    private AuthChallenges() {}

    /**
     * Reads all field lines in their order. Never throws: what cannot be read is left out.
     *
     * @param fieldLines the values of the {@code WWW-Authenticate} fields of one response
     * @return every challenge of every line, in order; empty if there are none
     */
    public static List<AuthChallenge> parse(List<String> fieldLines) {
        ChallengeParser parser = new ChallengeParser();
        int left = MAX_LENGTH;
        for (String line : fieldLines) {
            if (left <= 0 || parser.isFull()) {
                break;
            }
            parser.parse(line, left);
            left -= line.length();
        }
        return parser.result();
    }

    /**
     * Reads one field line for the one challenge that an OAuth client would answer.
     *
     * @param fieldLine the value of a {@code WWW-Authenticate} field
     * @return the first challenge that takes an access token, else the first
     * @throws OAuthException if the line is empty, or holds nothing that can be read
     */
    public static AuthChallenge parseOne(String fieldLine) throws OAuthException {
        List<AuthChallenge> challenges = parse(List.of(fieldLine));
        for (AuthChallenge challenge : challenges) {
            if (challenge.takesAccessToken()) {
                return challenge;
            }
        }
        if (challenges.isEmpty()) {
            throw new OAuthException("The server's WWW-Authenticate field "
                    + (fieldLine.isBlank() ? "is empty" : "holds no challenge that can be read (RFC 9110 §11.6.1)")
                    + ", so it does not say how to log in. Tell the operator of the server.");
        }
        return challenges.get(0);
    }

    /**
     * Whether an access token could be the answer: a challenge asks for one, or no challenge says anything. False where
     * only other schemes (Basic, Digest, Negotiate) are offered.
     */
    public static boolean mayTakeAccessToken(List<AuthChallenge> challenges) {
        return challenges.isEmpty() || challenges.stream().anyMatch(AuthChallenge::takesAccessToken);
    }
}
