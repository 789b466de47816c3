package dev.safeconduct.agent.hook;

/**
 * A field or method of the JDK that is used by name.
 *
 * @param owner its class, with slashes
 * @param signature name and descriptor; a field's descriptor follows a colon
 * @param needed whether the client is left as it is where this is missing; the agent works without the others, if less
 *     well
 */
public record Member(String owner, String signature, boolean needed) {

    /** A field that is needed. */
    public static Member field(String owner, String name, String descriptor) {
        return new Member(owner, name + ":" + descriptor, true);
    }

    /** A method that is needed. */
    public static Member method(String owner, String name, String descriptor) {
        return new Member(owner, name + descriptor, true);
    }

    /** The same, to be used where it is there. */
    public Member optional() {
        return new Member(owner, signature, false);
    }

    @Override
    public String toString() {
        return owner.substring(owner.lastIndexOf('/') + 1) + "." + signature;
    }
}
