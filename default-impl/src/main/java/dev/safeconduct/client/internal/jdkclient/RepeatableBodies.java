package dev.safeconduct.client.internal.jdkclient;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.Set;

/**
 * Which bodies may be sent twice: those of the JDK's own publishers that give the same bytes each time, and those that
 * the application has marked.
 */
public final class RepeatableBodies {

    private static final String PUBLISHERS = "jdk.internal.net.http.RequestPublishers$";
    private static final Set<String> REPEATABLE = Set.of(
            PUBLISHERS + "ByteArrayPublisher",
            PUBLISHERS + "StringPublisher",
            PUBLISHERS + "FilePublisher",
            PUBLISHERS + "EmptyPublisher");

    private RepeatableBodies() {}

    /** Whether the body of a request, if it has one, may be sent twice. */
    public static boolean isRepeatable(HttpRequest request) {
        BodyPublisher body = request.bodyPublisher().orElse(null);
        // The exact class, and of the JDK: a subclass may do anything.
        return body == null
                || body instanceof RepeatableBody
                || (body.getClass().getModule() == HttpRequest.class.getModule()
                        && REPEATABLE.contains(body.getClass().getName()));
    }
}
