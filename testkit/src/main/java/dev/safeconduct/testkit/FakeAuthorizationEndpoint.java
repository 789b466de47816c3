package dev.safeconduct.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The authorization endpoint: allows at once, or shows a page on which a person does. */
final class FakeAuthorizationEndpoint {
    static final String APPROVE = "/authorize/approve";
    static final String PUSH = "/par";
    static final String DENY = "/authorize/deny";

    private final String issuer;
    private final AuthorizationServerSettings settings;
    private final ClientRegistry clients;
    private final TokenLedger ledger;
    private final Map<String, RecordedRequest> waiting = new ConcurrentHashMap<>();
    private final Map<String, RecordedRequest> pushed = new ConcurrentHashMap<>();

    FakeAuthorizationEndpoint(
            String issuer, AuthorizationServerSettings settings, ClientRegistry clients, TokenLedger ledger) {
        this.issuer = issuer;
        this.settings = settings;
        this.clients = clients;
        this.ledger = ledger;
    }

    /** RFC 9126 §2.1: the client authenticates, and the request is checked as at the authorization endpoint. */
    Reply push(RecordedRequest request) {
        if (!settings.pushedRequests) {
            return Reply.status(404);
        }
        RegisteredClient client = clients.authenticate(request);
        require(client.clientId().equals(request.parameter("client_id")), "invalid_request", "another client_id");
        require(request.parameter("request_uri") == null, "invalid_request", "request_uri in a pushed request");
        check(request);
        String requestUri = ledger.random("urn:ietf:params:oauth:request_uri:");
        pushed.put(requestUri, request);
        return Reply.json(201, Map.<String, Object>of("request_uri", requestUri, "expires_in", 60));
    }

    Reply answer(RecordedRequest request) {
        String requestUri = request.parameter("request_uri");
        if (requestUri == null) {
            return settings.onlyPushedRequests ? page(400, "only pushed requests") : answerTo(request);
        }
        RecordedRequest asked = pushed.remove(requestUri);
        if (asked == null || !Objects.equals(asked.parameter("client_id"), request.parameter("client_id"))) {
            return page(400, "unknown request_uri");
        }
        return answerTo(asked);
    }

    private Reply answerTo(RecordedRequest request) {
        RegisteredClient client = clients.find(request.parameter("client_id"));
        if (client == null) {
            return page(400, "unknown client_id");
        }
        String redirectUri = request.parameter("redirect_uri");
        if (redirectUri == null || !clients.allows(client, redirectUri)) {
            return page(400, "redirect_uri is not registered");
        }
        try {
            check(request);
        } catch (Refusal refusal) {
            return error(request, refusal.error(), String.valueOf(refusal.getMessage()));
        }
        if (settings.denials.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return error(request, "access_denied", "the person said no");
        }
        if (settings.loginPage && "none".equals(request.parameter("prompt"))) {
            return error(request, "login_required", "a person has to be asked");
        }
        return settings.loginPage ? loginPage(request) : approve(request);
    }

    /** What the two links of the login page lead to. */
    Reply decide(RecordedRequest request, boolean yes) {
        String ticket = request.parameter("ticket");
        RecordedRequest asked = ticket == null ? null : waiting.remove(ticket);
        if (asked == null) {
            return page(400, "no login is waiting");
        }
        return yes ? approve(asked) : error(asked, "access_denied", "the person said no");
    }

    /** The links that allow the logins whose page was shown. */
    List<String> waiting() {
        return waiting.keySet().stream()
                .map(ticket -> issuer + APPROVE + "?ticket=" + ticket)
                .toList();
    }

    private void check(RecordedRequest request) {
        require("code".equals(request.parameter("response_type")), "unsupported_response_type", "only code");
        require("S256".equals(request.parameter("code_challenge_method")), "invalid_request", "S256 is needed");
        String challenge = request.parameter("code_challenge");
        require(challenge != null && challenge.matches("[A-Za-z0-9_-]{43}"), "invalid_request", "no code_challenge");
        require(request.parameter("state") != null, "invalid_request", "no state");
        settings.checkResources(request.parameters("resource"));
    }

    private static void require(boolean right, String error, String description) {
        if (!right) {
            throw new Refusal(error, description);
        }
    }

    private Reply approve(RecordedRequest request) {
        String code = ledger.newCode(new TokenLedger.Approval(
                String.valueOf(request.parameter("client_id")),
                String.valueOf(request.parameter("redirect_uri")),
                String.valueOf(request.parameter("code_challenge")),
                settings.granted(request.parameter("scope")),
                request.parameters("resource"),
                request.parameter("nonce")));
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("code", code);
        return answer(request, parameters);
    }

    private Reply error(RecordedRequest request, String error, String description) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("error", error);
        parameters.put("error_description", description);
        return answer(request, parameters);
    }

    private Reply answer(RecordedRequest request, Map<String, String> parameters) {
        String state = request.parameter("state");
        if (state != null) {
            parameters.put("state", state);
        }
        parameters.put("iss", issuer);
        settings.authorizationResponse.accept(parameters);
        return Reply.redirect(
                302, FormParameters.append(String.valueOf(request.parameter("redirect_uri")), parameters));
    }

    private Reply loginPage(RecordedRequest request) {
        String ticket = ledger.random("");
        waiting.put(ticket, request);
        return page(
                200,
                "<a id='approve' href='" + issuer + APPROVE + "?ticket=" + ticket + "'>Allow</a> <a id='deny' href='"
                        + issuer + DENY + "?ticket=" + ticket + "'>Deny</a>");
    }

    private static Reply page(int status, String content) {
        return Reply.text(
                status,
                "text/html; charset=utf-8",
                "<!doctype html><title>Fake authorization server</title><p>" + content + "</p>");
    }
}
