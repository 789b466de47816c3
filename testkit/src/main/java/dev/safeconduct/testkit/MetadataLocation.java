package dev.safeconduct.testkit;

/** Where a {@link FakeAuthorizationServer} shows its metadata. */
public enum MetadataLocation {
    /** RFC 8414: {@code /.well-known/oauth-authorization-server} before the issuer's path. */
    OAUTH {
        @Override
        String path(String issuerPath) {
            return "/.well-known/oauth-authorization-server" + issuerPath;
        }
    },
    /** {@code /.well-known/openid-configuration} before the issuer's path. */
    OPENID_INSERTED {
        @Override
        String path(String issuerPath) {
            return "/.well-known/openid-configuration" + issuerPath;
        }
    },
    /** OpenID Connect Discovery: {@code /.well-known/openid-configuration} after the issuer's path. */
    OPENID_APPENDED {
        @Override
        String path(String issuerPath) {
            return issuerPath + "/.well-known/openid-configuration";
        }
    };

    abstract String path(String issuerPath);
}
