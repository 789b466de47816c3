package dev.safeconduct.agent.hook.adapter;

/**
 * How a client's adapter is called: a public static method with two parameters, of what is handed to it and of the
 * session. What it returns is what the site's handler returns; a {@code void} method returns null.
 *
 * @param woven the woven class, with dots: its loader has the client
 * @param type the adapter's class, with dots
 * @param method the method's name
 * @param subject what is handed to it
 */
public record Adapter(String woven, String type, String method, Subject subject) {

    /** What an adapter is handed. */
    public enum Subject {
        /** {@code this} of the woven method. */
        SELF,

        /** Its first parameter. */
        FIRST_PARAMETER,

        /** The result or parameter that may be replaced. */
        VALUE
    }
}
