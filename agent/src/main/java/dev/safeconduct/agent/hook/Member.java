package dev.safeconduct.agent.hook;

/**
 * A field or method of the JDK that is used by name.
 *
 * @param owner its class, with slashes
 * @param signature name and descriptor; a field's descriptor follows a colon
 */
public record Member(String owner, String signature) {

    /** A field. */
    public static Member field(String owner, String name, String descriptor) {
        return new Member(owner, name + ":" + descriptor);
    }

    /** A method. */
    public static Member method(String owner, String name, String descriptor) {
        return new Member(owner, name + descriptor);
    }
}
