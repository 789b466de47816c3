package dev.safeconduct.it.servers;

import com.fasterxml.jackson.databind.JsonNode;

/** What an authorization server may have or not, and the member of its metadata (RFC 8414) that says so. */
enum Feature {
    CLIENT_SECRET_BASIC(Feature.CLIENT_AUTH, "client_secret_basic"),
    CLIENT_SECRET_POST(Feature.CLIENT_AUTH, "client_secret_post"),
    CLIENT_SECRET_JWT(Feature.CLIENT_AUTH, "client_secret_jwt"),
    PRIVATE_KEY_JWT(Feature.CLIENT_AUTH, "private_key_jwt"),
    TLS_CLIENT_AUTH(Feature.CLIENT_AUTH, "tls_client_auth"),
    SELF_SIGNED_TLS_CLIENT_AUTH(Feature.CLIENT_AUTH, "self_signed_tls_client_auth"),
    TOKEN_EXCHANGE(Feature.GRANTS, "urn:ietf:params:oauth:grant-type:token-exchange"),
    DEVICE_AUTHORIZATION("device_authorization_endpoint", ""),
    PUSHED_AUTHORIZATION_REQUESTS("pushed_authorization_request_endpoint", ""),
    DPOP("dpop_signing_alg_values_supported", ""),
    REVOCATION("revocation_endpoint", "");

    private static final String GRANTS = "grant_types_supported";
    private static final String CLIENT_AUTH = "token_endpoint_auth_methods_supported";

    private final String member;
    private final String value;

    /** An empty value is for any. */
    Feature(String member, String value) {
        this.member = member;
        this.value = value;
    }

    /** A method of client authentication is of use only where a client has a grant of its own. */
    boolean isOffered(JsonNode metadata) {
        if (value.isEmpty()) {
            return metadata.has(member);
        }
        return lists(metadata.path(member), value)
                && (!member.equals(CLIENT_AUTH) || lists(metadata.path(GRANTS), "client_credentials"));
    }

    private static boolean lists(JsonNode array, String text) {
        for (JsonNode value : array) {
            if (value.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }
}
