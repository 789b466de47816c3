package hosts;

import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.CodeSource;
import java.security.Permission;
import java.security.PermissionCollection;
import java.security.Permissions;
import java.security.Policy;
import java.security.ProtectionDomain;

/** A program of Java 17 that sets its security manager itself, and grants its own code everything. */
@SuppressWarnings("removal")
public final class LateSecurityManager {
    private LateSecurityManager() {}

    public static void main(String[] args) throws Exception {
        // Woven before there is a security manager.
        new URL(args[0]).openConnection();
        Class.forName("jdk.internal.net.http.MultiExchange");
        CodeSource own = LateSecurityManager.class.getProtectionDomain().getCodeSource();
        Policy.setPolicy(new Policy() {
            @Override
            public PermissionCollection getPermissions(CodeSource source) {
                return new Permissions();
            }

            @Override
            public boolean implies(ProtectionDomain domain, Permission permission) {
                CodeSource source = domain.getCodeSource();
                return source == null
                        || source.getLocation() == null
                        || source.getLocation().getProtocol().equals("jrt")
                        || source.equals(own);
            }
        });
        System.setSecurityManager(new SecurityManager());
        for (String url : args) {
            Lines.say(url, java(url), connection(url));
        }
        System.exit(0);
    }

    private static String java(String url) {
        try {
            return ""
                    + HttpClient.newBuilder()
                            .followRedirects(HttpClient.Redirect.ALWAYS)
                            .build()
                            .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                            .statusCode();
        } catch (Exception | Error e) {
            return Lines.failure(e);
        }
    }

    private static String connection(String url) {
        try {
            return "" + ((HttpURLConnection) new URL(url).openConnection()).getResponseCode();
        } catch (Exception | Error e) {
            return Lines.failure(e);
        }
    }
}
