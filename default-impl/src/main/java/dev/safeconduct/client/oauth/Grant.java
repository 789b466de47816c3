package dev.safeconduct.client.oauth;

import java.util.Map;

/**
 * A grant is data: what it adds to a token request. One class alone sends it. Holds secrets; implementations do not
 * show them in {@link Object#toString}.
 */
public interface Grant {

    /** Which grant it is (RFC 6749 §4). */
    String GRANT_TYPE = "grant_type";
    /** The client id (RFC 6749 §2.3.1). */
    String CLIENT_ID = "client_id";
    /** The authorization code (RFC 6749 §4.1.3). */
    String CODE = "code";
    /** The PKCE verifier (RFC 7636 §4.5). */
    String CODE_VERIFIER = "code_verifier";
    /** The redirect URI of the authorization request (RFC 6749 §4.1.3). */
    String REDIRECT_URI = "redirect_uri";
    /** The refresh token (RFC 6749 §6). */
    String REFRESH_TOKEN = "refresh_token";
    /** The scope (RFC 6749 §3.3). */
    String SCOPE = "scope";
    /** The resource indicator (RFC 8707 §2). */
    String RESOURCE = "resource";
    /** For whom the token is to be (RFC 8693 §2.1). */
    String AUDIENCE = "audience";
    /** The token that is exchanged (RFC 8693 §2.1). */
    String SUBJECT_TOKEN = "subject_token";
    /** What the exchanged token is (RFC 8693 §2.1). */
    String SUBJECT_TOKEN_TYPE = "subject_token_type";
    /** Who acts for the subject (RFC 8693 §2.1). */
    String ACTOR_TOKEN = "actor_token";
    /** What that token is (RFC 8693 §2.1). */
    String ACTOR_TOKEN_TYPE = "actor_token_type";
    /** The assertion (RFC 7521 §4.1). */
    String ASSERTION = "assertion";
    /** What is asked for (RFC 8693 §2.1). */
    String REQUESTED_TOKEN_TYPE = "requested_token_type";

    /** The parameters of the token request, {@code grant_type} first. */
    Map<String, String> parameters();
}
