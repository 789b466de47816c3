import dev.safeconduct.testkit.FakeAuthorizationServer;
import dev.safeconduct.testkit.FakeProtectedResource;
import java.nio.file.Files;
import java.nio.file.Path;

/** An API that wants a token, and its authorization server; writes the agent's configuration for it, and ends by its id. */
public final class ProtectedApi {
    private ProtectedApi() {}

    public static void main(String[] args) throws Exception {
        FakeAuthorizationServer as = FakeAuthorizationServer.builder().start().client("robot", "robotsecret");
        FakeProtectedResource api = FakeProtectedResource.builder(as).start();
        Files.writeString(
                Path.of(args[0]),
                """
                safeconduct.store=memory
                safeconduct.server.api.url=%s
                safeconduct.server.api.issuer=%s
                safeconduct.server.api.grant=client_credentials
                safeconduct.server.api.client-id=robot
                safeconduct.server.api.client-secret=robotsecret
                """.formatted(api.resource(), as.issuer()));
        System.out.println(api.resource());
        System.in.transferTo(System.err);
        System.exit(0);
    }
}
