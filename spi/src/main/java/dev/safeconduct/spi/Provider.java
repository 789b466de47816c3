package dev.safeconduct.spi;

/**
 * What every provider has: a name. Implementations need a public constructor without parameters (or a
 * {@code public static provider()} method in a named module) and must do nothing in it.
 *
 * <p><b>Which provider is used</b>, for every kind alike: the one whose name is configured; if none has that name, an
 * error that names the artifact to add. Without configuration: the only one found; of several, the one that is called
 * {@code file}, {@code system} or {@code http} (the defaults of the three kinds); none found is an error. A provider
 * that fails to load is reported once and passed over.
 */
public interface Provider {

    /** The name by which configuration chooses this provider: {@code [a-z0-9-]+}, constant, without side effects. */
    String name();
}
