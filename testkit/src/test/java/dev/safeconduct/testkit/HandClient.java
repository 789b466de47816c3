package dev.safeconduct.testkit;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OAuth by hand, for the tests of the fakes. */
final class HandClient {
    static final String VERIFIER = "v".repeat(43);
    static final String CALLBACK = "http://127.0.0.1:1/callback";

    private final String issuer;

    HandClient(String issuer) {
        this.issuer = issuer;
    }

    PlainHttp.Answer get(String url, String... headers) throws Exception {
        return PlainHttp.send(null, "GET", URI.create(url), pairs(headers), "");
    }

    PlainHttp.Answer post(String url, String type, String body, String... headers) throws Exception {
        List<Header> all = new ArrayList<>(pairs(headers));
        all.add(new Header("Content-Type", type));
        return PlainHttp.send(null, "POST", URI.create(url), all, body);
    }

    private static List<Header> pairs(String... headers) {
        return headers.length == 0 ? List.of() : List.of(new Header(headers[0], headers[1]));
    }

    Map<String, Object> register() throws Exception {
        String body = Json.write(Map.of("redirect_uris", List.of(CALLBACK), "client_name", "hand"));
        return Json.readObject(
                post(issuer + "/register", "application/json", body).body());
    }

    /** What came back to the callback. */
    Map<String, List<String>> authorize(String clientId, String... more) throws Exception {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", CALLBACK);
        parameters.put("state", "s1");
        parameters.put("code_challenge", challenge());
        parameters.put("code_challenge_method", "S256");
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        String location =
                get(FormParameters.append(issuer + "/authorize", parameters)).header("Location");
        return FormParameters.parse(location.substring(location.indexOf('?') + 1));
    }

    PlainHttp.Answer token(String... parameters) throws Exception {
        Map<String, String> form = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            form.put(parameters[i], parameters[i + 1]);
        }
        return post(issuer + "/token", "application/x-www-form-urlencoded", FormParameters.encode(form));
    }

    PlainHttp.Answer exchange(String clientId, String code, String verifier) throws Exception {
        return token(
                "grant_type", "authorization_code",
                "client_id", clientId,
                "code", code,
                "redirect_uri", CALLBACK,
                "code_verifier", verifier);
    }

    PlainHttp.Answer refresh(String clientId, String refreshToken) throws Exception {
        return token("grant_type", "refresh_token", "client_id", clientId, "refresh_token", refreshToken);
    }

    private static String challenge() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }
}
