/** The OAuth client, and the store that keeps its tokens in files. Holds no code of its own. */
module dev.safeconduct {
    requires transitive dev.safeconduct.client;
    requires transitive dev.safeconduct.spi;
    requires dev.safeconduct.store.file;
    requires com.auth0.jwt;
}
