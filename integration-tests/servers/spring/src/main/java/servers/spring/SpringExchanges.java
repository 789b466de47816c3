package servers.spring;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** One line for each request to an endpoint that clients use: what for, how the client authenticated, the status. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SpringExchanges extends OncePerRequestFilter {
    private static final Map<String, String> ENDPOINTS =
            Map.of("/oauth2/token", "token", "/oauth2/register", "registration", "/oauth2/revoke", "revocation");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, response);
        String endpoint = ENDPOINTS.get(request.getRequestURI());
        if (endpoint != null) {
            String grant = request.getParameter("grant_type");
            System.out.println(String.join(
                    " ",
                    "exchange",
                    endpoint,
                    grant == null ? "-" : grant,
                    clientAuth(request),
                    Integer.toString(response.getStatus()),
                    Long.toString(System.currentTimeMillis())));
        }
    }

    private static String clientAuth(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.startsWith("Basic ")) {
            return "basic";
        }
        return request.getParameter("client_secret") == null ? "none" : "post";
    }
}
