import org.jspecify.annotations.NullMarked;

/** The contracts and value types that providers implement. */
@NullMarked
module dev.safeconduct.spi {
    requires static transitive org.jspecify;

    exports dev.safeconduct.spi;
}
