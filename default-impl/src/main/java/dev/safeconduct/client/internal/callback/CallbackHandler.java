package dev.safeconduct.client.internal.callback;

import dev.safeconduct.client.internal.callback.LoopbackReceiver.Outcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges requests to the callback. Knows nothing of sockets. */
final class CallbackHandler {

    private final WaitingLogins logins;
    private final CallbackLimits limits;

    CallbackHandler(WaitingLogins logins, CallbackLimits limits) {
        this.logins = logins;
        this.limits = limits;
    }

    /** Blocks where the request is for the page of a login whose outcome is not yet known. */
    CallbackResponse answer(RequestHead head, int port) {
        List<WaitingLogin> here = logins.at(head.host(), port);
        if (here.isEmpty()) {
            return CallbackResponse.plain("421 Misdirected Request");
        }
        if (!head.method().equals("GET")) {
            return CallbackResponse.plain("405 Method Not Allowed", "Allow: GET\r\n");
        }
        WaitingLogin ended = byDonePath(here, head);
        if (ended == null
                && here.stream().noneMatch(login -> login.target().path().equals(head.path()))) {
            return CallbackResponse.plain("404 Not Found");
        }
        if (!head.isNavigation()) {
            return CallbackResponse.plain("403 Forbidden");
        }
        return ended == null ? capture(here, head) : page(ended);
    }

    private CallbackResponse capture(List<WaitingLogin> here, RequestHead head) {
        Map<String, String> parameters;
        try {
            parameters = QueryString.parse(head.query() == null ? "" : head.query());
        } catch (IllegalArgumentException e) {
            return notOurs();
        }
        WaitingLogin login = byState(here, head.path(), parameters.getOrDefault("state", ""));
        if (login == null) {
            return notOurs();
        }
        // The page is elsewhere, so that the code is neither in the address bar nor in the history.
        return CallbackResponse.redirect(login.donePath(), login.capture(parameters));
    }

    private CallbackResponse page(WaitingLogin login) {
        Outcome outcome = login.awaitOutcome(limits.pageWait());
        if (outcome == null) {
            return CallbackResponse.page(
                    "200 OK", CallbackPages.stillWorking(login.server(), login.account()), () -> {});
        }
        String account = outcome.account() != null ? outcome.account() : login.account();
        return CallbackResponse.page("200 OK", CallbackPages.ended(login.server(), account, outcome), login::pageShown);
    }

    private static CallbackResponse notOurs() {
        return CallbackResponse.page("400 Bad Request", CallbackPages.notOurs(), () -> {});
    }

    /** Looks at all of them, so that the time taken says nothing about which state is near. */
    private static @Nullable WaitingLogin byState(List<WaitingLogin> here, String path, String state) {
        WaitingLogin found = null;
        for (WaitingLogin login : here) {
            if (login.hasState(state) && login.target().path().equals(path)) {
                found = login;
            }
        }
        return found;
    }

    private static @Nullable WaitingLogin byDonePath(List<WaitingLogin> here, RequestHead head) {
        WaitingLogin found = null;
        for (WaitingLogin login : here) {
            if (login.hasDonePath(head.path()) && head.query() == null && login.isCaptured()) {
                found = login;
            }
        }
        return found;
    }
}
