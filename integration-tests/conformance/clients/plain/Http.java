import java.net.URI;
import java.util.Map;

/** One way to send a request. */
interface Http {

    record Response(int status, String body) {}

    Response post(URI uri, Map<String, String> headers, String body) throws Exception;
}
