package dev.safeconduct.agent.hook;

/** Exceptions of the JDK's own method go to the host as they are, whatever the handler's type declares. */
public final class SneakyThrow {

    private SneakyThrow() {}

    /** Throws this; written as {@code throw SneakyThrow.of(e)}. */
    public static RuntimeException of(Throwable e) {
        return SneakyThrow.<RuntimeException>raise(e);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> RuntimeException raise(Throwable e) throws T {
        throw (T) e;
    }
}
