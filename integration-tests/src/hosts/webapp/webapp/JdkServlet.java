package webapp;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Posts to the URL in its query by each client of the JDK, and says which statuses came. */
@WebServlet("/jdk")
public final class JdkServlet extends HttpServlet {

    private static final Marker MARKER = new Marker();

    private final transient HttpClient client = HttpClient.newHttpClient();

    /** There is one for each loader of the application. */
    public static final class Marker {
        private Marker() {}
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String url = request.getParameter("url");
        try {
            int status = client.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .POST(HttpRequest.BodyPublishers.ofString("hello"))
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
            response.getWriter().print(status + " " + post(url));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static int post(String url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write('h');
        }
        return connection.getResponseCode();
    }
}
