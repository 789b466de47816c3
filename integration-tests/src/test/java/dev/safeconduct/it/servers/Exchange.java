package dev.safeconduct.it.servers;

import java.time.Instant;
import java.util.List;

/**
 * A request to an endpoint of an authorization server, as its log tells it.
 *
 * @param endpoint {@code token}, {@code registration} or {@code revocation}
 * @param grant the grant type, or {@code -} where there is none
 * @param clientAuth how the client authenticated: {@code basic}, {@code post} or {@code none}
 * @param status of the response
 * @param at when the response was there
 */
record Exchange(String endpoint, String grant, String clientAuth, int status, Instant at) {
    private static final String FIRST_WORD = "exchange ";

    /** All of a log. */
    static List<Exchange> of(String log) {
        return log.lines()
                .filter(line -> line.startsWith(FIRST_WORD))
                .map(line -> line.split(" "))
                .filter(words -> words.length == 6)
                .map(words -> new Exchange(
                        words[1],
                        words[2],
                        words[3],
                        Integer.parseInt(words[4]),
                        Instant.ofEpochMilli(Long.parseLong(words[5]))))
                .toList();
    }
}
