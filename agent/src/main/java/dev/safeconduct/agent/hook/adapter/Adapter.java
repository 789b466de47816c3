package dev.safeconduct.agent.hook.adapter;

/**
 * How a client's adapter is called: a public static method with parameters for what is handed to it, and of the
 * session. What it returns is what the site's handler returns; a {@code void} method returns null.
 *
 * @param home a class, with dots, whose loader has all of the client that the adapter uses: the woven class, or one that
 *     inherits from it, where the adapter is for that alone
 * @param type the adapter's class, with dots
 * @param method the method's name
 * @param subject what is handed to it
 */
public record Adapter(String home, String type, String method, Subject subject) {

    /** What an adapter is handed. */
    public enum Subject {
        /** {@code this} of the woven method. */
        SELF,

        /** Its first parameter. */
        FIRST_PARAMETER,

        /** The result or parameter that may be replaced. */
        VALUE,

        /** {@code this}, and the parameters as an array, null if there are none. */
        SELF_AND_PARAMETERS,

        /** {@code this}, and the result that may be replaced. */
        SELF_AND_VALUE;

        /** How many parameters the adapter's method has for it. */
        int parameters() {
            return this == SELF_AND_PARAMETERS || this == SELF_AND_VALUE ? 2 : 1;
        }

        /** Whether what is not handled has to be returned as it is. */
        boolean isValue() {
            return this == VALUE || this == SELF_AND_VALUE;
        }
    }
}
