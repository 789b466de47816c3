package webapp;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Posts to the URL in its query, and says which status came. Keeps no connection. */
@WebServlet("/okhttp")
public final class OkHttpServlet extends HttpServlet {

    private final transient OkHttpClient client = new OkHttpClient.Builder()
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.MILLISECONDS))
            .build();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Request post = new Request.Builder()
                .url(request.getParameter("url"))
                .post(RequestBody.create(MediaType.parse("text/plain"), "hello"))
                .build();
        try (Response of = client.newCall(post).execute()) {
            response.getWriter().print(of.code());
        }
    }
}
