package dev.safeconduct.it.races;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.safeconduct.it.servers.Gateway;
import dev.safeconduct.it.servers.Gateway.Post;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/** What an authorization server is asked to refresh, and what it answers, as that passes its gateway. */
final class Refreshes implements Gateway.Watcher {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Interference NONE = new Interference() {};

    private final List<Refresh> all = new ArrayList<>();
    private final Map<Post, Interference> interferences = new ConcurrentHashMap<>();
    private Interference next = NONE;
    private final Map<Post, Long> senders = new ConcurrentHashMap<>();
    private volatile ToLongFunction<Post> sender = post -> 0;
    private volatile String newest;

    /** What is done to one refresh on its way, by the thread that passes it on. What it throws ends the connection. */
    interface Interference {
        /** The server has seen nothing of it yet. */
        default void toServer(Post post) throws IOException {}

        /** The server has answered, and the client has seen nothing of that yet. */
        default void toClient(Post post) throws IOException {}

        /** The client has the answer. */
        default void delivered(Post post) {}
    }

    /**
     * One that the server has answered.
     *
     * @param program the process that sent it; 0 if it was dead already, or no one looked
     * @param spent the refresh token that it brought
     * @param successor the refresh token that it got, or null
     * @param error of RFC 6749 §5.2, or null
     */
    record Refresh(long program, String spent, String successor, String error) {
        boolean isRefused() {
            return successor == null;
        }
    }

    /** Those that the server has answered, in the order of its answers. */
    synchronized List<Refresh> all() {
        return List.copyOf(all);
    }

    /** How many of these were refused. */
    static int refused(List<Refresh> some) {
        return Math.toIntExact(some.stream().filter(Refresh::isRefused).count());
    }

    /** The access token that the server has issued last, by whatever grant. */
    String newest() {
        return newest;
    }

    /** Does this to the next refresh, and to none after it. */
    synchronized void interfere(Interference with) {
        next = with;
    }

    /** Finds out from now on who sends what, while the connection is there. */
    void lookAtSenders(ToLongFunction<Post> look) {
        sender = look;
    }

    private synchronized Interference takeNext() {
        Interference now = next;
        next = NONE;
        return now;
    }

    private static boolean isRefresh(Post post) {
        return "refresh_token".equals(post.form().get("grant_type"));
    }

    @Override
    public void toServer(Post post) throws IOException {
        if (isRefresh(post)) {
            senders.put(post, sender.applyAsLong(post));
            Interference mine = takeNext();
            interferences.put(post, mine);
            mine.toServer(post);
        }
    }

    @Override
    public void toClient(Post post, int status, String body) throws IOException {
        if (post.form().containsKey("grant_type")) {
            JsonNode answer = json(body);
            newest = answer.path("access_token").asText(newest);
            if (isRefresh(post)) {
                add(post, answer);
                interferences.get(post).toClient(post);
            }
        }
    }

    private synchronized void add(Post post, JsonNode answer) {
        all.add(new Refresh(
                senders.get(post),
                post.form().get("refresh_token"),
                answer.path("refresh_token").asText(null),
                answer.path("error").asText(null)));
    }

    @Override
    public void delivered(Post post) {
        Interference mine = interferences.remove(post);
        if (mine != null) {
            mine.delivered(post);
        }
    }

    /** These servers answer with one chunk at most. */
    private static JsonNode json(String body) throws IOException {
        return JSON.readTree(body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1));
    }
}
