package dev.safeconduct.client.oauth;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The device authorization grant (RFC 8628 §3.4).
 *
 * @param deviceCode the device code of the device authorization response
 * @param resource the resource indicator (RFC 8707), or null
 */
public record DeviceCodeGrant(String deviceCode, @Nullable String resource) implements Grant {

    /** The value of {@code grant_type}. */
    public static final String TYPE = "urn:ietf:params:oauth:grant-type:device_code";

    /** The parameter with the device code, and the member of the response that it comes from (§3.2, §3.4). */
    public static final String DEVICE_CODE = "device_code";

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(GRANT_TYPE, TYPE);
        parameters.put(DEVICE_CODE, deviceCode);
        if (resource != null) {
            parameters.put(RESOURCE, resource);
        }
        return parameters;
    }

    @Override
    public String toString() {
        return "DeviceCodeGrant[resource=" + resource + "]";
    }
}
