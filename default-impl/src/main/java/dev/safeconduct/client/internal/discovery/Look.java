package dev.safeconduct.client.internal.discovery;

import dev.safeconduct.client.oauth.InsecureEndpointException;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What it came to, to look for a document at one place or at several: three kinds of "no" that must not be one. To look
 * on past what is absent is free; past what failed, only to what can be trusted all the same; what contradicts ends the
 * search.
 *
 * @param <T> the document
 */
sealed interface Look<T> {

    /**
     * The document is there.
     *
     * @param location where
     * @param failedBefore what failed at a place before this one; null if all were absent
     */
    record Found<T>(T document, URI location, @Nullable OAuthException failedBefore) implements Look<T> {}

    /** A definite response that it is not there. */
    record Absent<T>() implements Look<T> {}

    /** No response that says whether it is there. */
    record Failed<T>(OAuthException reason) implements Look<T> {}

    /** A document of the right kind that is about something else, or a place that breaks a rule. */
    record Contradicts<T>(OAuthException reason) implements Look<T> {}

    /** One place to look at. Blocks. */
    @FunctionalInterface
    interface Place<T> {
        Look<T> look();
    }

    /** What finds a document at a place, or null. */
    @FunctionalInterface
    interface Fetch<T> {
        @Nullable T at(URI location) throws OAuthException;
    }

    /** Looks at one place that the client guesses: where that leads to another origin, there is no document. */
    static <T> Look<T> guessed(URI location, Fetch<T> fetch) {
        Look<T> look = named(location, fetch);
        boolean away = look instanceof Contradicts<T> no && no.reason() instanceof RedirectedAwayException;
        return away ? new Absent<>() : look;
    }

    /** Looks at one place that the server or the configuration names. */
    static <T> Look<T> named(URI location, Fetch<T> fetch) {
        try {
            T document = fetch.at(location);
            return document == null ? new Absent<>() : new Found<>(document, location, null);
        } catch (MetadataException | InsecureEndpointException e) {
            return new Contradicts<>(e);
        } catch (OAuthException e) {
            return new Failed<>(e);
        }
    }

    /** Looks at places in their order, up to the first document. Without one, the first failure is what it came to. */
    static <T> Look<T> first(List<Place<T>> places) {
        Look<T> outcome = new Absent<>();
        for (Place<T> place : places) {
            Look<T> look = place.look();
            if (look instanceof Found<T> found && outcome instanceof Failed<T> failed) {
                return new Found<>(found.document(), found.location(), failed.reason());
            }
            if (look instanceof Found || look instanceof Contradicts) {
                return look;
            }
            if (outcome instanceof Absent) {
                outcome = look;
            }
            if (look instanceof Failed<T> failed && isUnreachable(failed.reason())) {
                return outcome;
            }
        }
        return outcome;
    }

    /** Where no HTTP response came, the other places of the same server are not worth their deadlines. */
    private static boolean isUnreachable(OAuthException reason) {
        return reason.isTransient() && reason.getCause() != null;
    }

    /** The document; null if it is absent. */
    default @Nullable T orNull() throws OAuthException {
        if (this instanceof Failed<T> failed) {
            throw failed.reason();
        }
        if (this instanceof Contradicts<T> contradicts) {
            throw contradicts.reason();
        }
        return this instanceof Found<T> found ? found.document() : null;
    }
}
