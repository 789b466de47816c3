package dev.safeconduct.testkit.client;

import java.util.List;

/**
 * A program that makes requests as it is told. A command is a list of words, and so is each line that it says. It obeys
 *
 * <ul>
 *   <li>{@code send} with the words of a {@link Call}; says what {@link Seen#of} reads
 *   <li>{@code burst <count> <url>}: so many GET requests at once; says {@code burst} and all statuses, with commas
 *   <li>{@code race <executor> <url> <other url>}: two GET requests at once; says {@code held <status>} and {@code other
 *       <status>}, each when it has ended
 * </ul>
 */
public interface ClientProgram extends AutoCloseable {

    /** Gives a command. */
    void tell(String... words);

    /** The words of the next line that it says; waits for it, and fails after a minute. */
    List<String> nextLine();

    /** What it has said on its standard error so far. */
    String err();

    /** Sends a request and gives what the application sees of it. */
    default Seen send(Call call) {
        tell(call.words());
        return Seen.of(nextLine());
    }

    @Override
    void close();
}
