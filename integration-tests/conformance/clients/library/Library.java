import dev.safeconduct.client.Safeconduct;
import java.net.http.HttpClient;
import java.nio.file.Path;

/** The small client over the library's {@code HttpClient}, without the agent; it is configured by the same file. */
final class Library {

    private Library() {}

    public static void main(String[] args) throws Exception {
        Safeconduct safeconduct = Safeconduct.builder()
                .configuration(Path.of(System.getenv("SAFECONDUCT_CONFIG")))
                .build();
        HttpClient client = safeconduct.authorizedClient(HttpClient.newBuilder());
        SmallClient.run(JavaNetHttp.blocking(client), args[2], args[1]);
    }
}
