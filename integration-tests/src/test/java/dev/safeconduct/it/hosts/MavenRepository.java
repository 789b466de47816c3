package dev.safeconduct.it.hosts;

import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A repository of Maven artifacts that demands a bearer token. Once, when libraries are fetched, no access token is good
 * any more.
 */
final class MavenRepository implements AutoCloseable {
    /** So many requests for jars wait for each other; then all access tokens end, and all of them are refused. */
    static final int JARS_AT_ONCE = 3;

    private static final String EMPTY_ZIP = "PK\5\6" + "\0".repeat(18);

    final FakeAuthorizationServer issuer = FakeAuthorizationServer.start();
    final FakeProtectedResource resource =
            FakeProtectedResource.builder(issuer).path("/releases").start();

    private final Set<String> paths = new TreeSet<>();
    private final CountDownLatch jarsAtOnce = new CountDownLatch(JARS_AT_ONCE);
    private boolean tokensEnded;
    private volatile boolean open;

    MavenRepository() {
        // What a repository may have, and Maven 4 asks for. All other paths that it asks for are those of the files.
        serve("/.meta/prefixes.txt", Reply.status(404));
    }

    /** Adds a POM with this content besides the coordinates. */
    MavenRepository pom(String artifact, String packaging, String content) {
        return file(
                artifact,
                "pom",
                "<project><modelVersion>4.0.0</modelVersion><groupId>company</groupId><artifactId>" + artifact
                        + "</artifactId><version>1</version><packaging>" + packaging + "</packaging>" + content
                        + "</project>");
    }

    /** Adds a jar without classes, and its POM. */
    MavenRepository jar(String artifact, String content) {
        return pom(artifact, "jar", content).file(artifact, "jar", EMPTY_ZIP);
    }

    /** Demands nothing from now on. */
    MavenRepository open() {
        open = true;
        return this;
    }

    String url() {
        return resource.resource();
    }

    /** The paths below the URL of all that there is, without the checksums. */
    Set<String> paths() {
        return paths;
    }

    private MavenRepository file(String artifact, String type, String content) {
        String path = "/company/" + artifact + "/1/" + artifact + "-1." + type;
        paths.add(path);
        serve(path, Reply.text(200, "application/octet-stream", content));
        serve(path + ".sha1", Reply.text(200, "text/plain", sha1(content)));
        return this;
    }

    private void serve(String path, Reply reply) {
        resource.on(path, request -> {
            if (open) {
                return reply;
            }
            if (path.matches(".*/library-.*\\.jar")) {
                endTokensUnderWay();
            }
            // Null leaves it to the resource, which then refuses.
            return isAuthorized(request) ? reply : null;
        });
    }

    private void endTokensUnderWay() {
        jarsAtOnce.countDown();
        try {
            if (!jarsAtOnce.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("jars are asked for one after the other");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            if (!tokensEnded) {
                tokensEnded = true;
                issuer.endAccessTokens();
            }
        }
    }

    private boolean isAuthorized(RecordedRequest request) {
        String authorization = request.header("Authorization");
        return authorization != null
                && authorization.startsWith("Bearer ")
                && issuer.isActive(authorization.substring("Bearer ".length()));
    }

    private static String sha1(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        resource.close();
        issuer.close();
    }
}
