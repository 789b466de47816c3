package dev.safeconduct.client.grant;

import java.util.Map;

/**
 * A grant is data: what it adds to a token request. One class alone sends it. Holds secrets; implementations do not
 * show them in {@link Object#toString}.
 */
public interface Grant {

    /** The parameters of the token request, {@code grant_type} first. */
    Map<String, String> parameters();
}
