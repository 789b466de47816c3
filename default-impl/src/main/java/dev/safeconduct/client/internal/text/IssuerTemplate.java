package dev.safeconduct.client.internal.text;

import java.util.regex.Pattern;

/**
 * An issuer identifier for all tenants of an authorization server, as {@code https://as.example/{tenantid}/v2.0}. A
 * placeholder is one whole segment of the path, and stands for letters, digits, {@code .} and {@code -}.
 */
public final class IssuerTemplate {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[A-Za-z0-9_-]{1,64}\\}");
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9-][A-Za-z0-9.-]{0,254}");

    /** Scheme, nothing and authority, where a URL is cut at its slashes. */
    private static final int BEFORE_PATH = 3;

    private IssuerTemplate() {}

    /** Whether a text has a placeholder. */
    public static boolean isTemplate(String text) {
        return !example(text).equals(text);
    }

    /** The text with a word in the place of each placeholder: a URL, if it is a template of URLs. */
    public static String example(String text) {
        String[] parts = text.split("/", -1);
        for (int i = BEFORE_PATH; i < parts.length; i++) {
            parts[i] = isPlaceholder(parts[i]) ? "x" : parts[i];
        }
        return String.join("/", parts);
    }

    /** Whether an issuer is what a template stands for; without a placeholder, whether the two are the same text. */
    public static boolean matches(String template, String issuer) {
        String[] parts = template.split("/", -1);
        String[] concrete = issuer.split("/", -1);
        if (parts.length != concrete.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            boolean free = i >= BEFORE_PATH && isPlaceholder(parts[i]);
            if (free ? !TENANT.matcher(concrete[i]).matches() : !parts[i].equals(concrete[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlaceholder(String part) {
        return PLACEHOLDER.matcher(part).matches();
    }
}
