package webapp;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.StringEntity;

/** Posts to the URL in its query, and says which status came. */
@WebServlet("/httpclient5")
public final class HttpClient5Servlet extends HttpServlet {

    private final transient CloseableHttpClient client =
            HttpClientBuilder.create().build();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpPost post = new HttpPost(request.getParameter("url"));
        post.setEntity(new StringEntity("hello"));
        try (CloseableHttpResponse of = client.execute(post)) {
            response.getWriter().print(of.getCode());
        }
    }

    @Override
    public void destroy() {
        try {
            client.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
