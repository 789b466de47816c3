package hosts;

import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.http.HttpClient;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.logging.LogManager;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/**
 * A program with defaults of its own for all that the JDK has one of: before its first request or after it. Says what it
 * finds of them then, and which of them were asked.
 */
public final class OwnDefaults {

    private static final Set<String> ASKED = new ConcurrentSkipListSet<>();

    private OwnDefaults() {}

    /** Named on the command line. */
    public static final class Logs extends LogManager {}

    private static final class Selector extends ProxySelector {
        private final ProxySelector system = ProxySelector.getDefault();

        @Override
        public List<Proxy> select(URI uri) {
            ASKED.add("proxy selector for " + uri.getPath());
            return system.select(uri);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException e) {}
    }

    private static final class Credentials extends Authenticator {
        @Override
        protected PasswordAuthentication getPasswordAuthentication() {
            ASKED.add("authenticator for " + getRequestingURL().getPath());
            return new PasswordAuthentication("someone", "secret".toCharArray());
        }
    }

    private static final class Provided extends Provider {
        private static final long serialVersionUID = 1;

        Provided() {
            super("Own", "1", "of the program");
        }
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("after")) {
            request(args[1]);
        }
        ProxySelector proxies = new Selector();
        ProxySelector.setDefault(proxies);
        Authenticator credentials = new Credentials();
        Authenticator.setDefault(credentials);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, null, null);
        SSLContext.setDefault(tls);
        HostnameVerifier names = (name, session) -> false;
        HttpsURLConnection.setDefaultHostnameVerifier(names);
        Security.insertProviderAt(new Provided(), 1);
        // May be done once only.
        URL.setURLStreamHandlerFactory(protocol -> protocol.equals("own") ? new Own() : null);
        request(args[1]);
        // A server that takes no bearer token, only the program's own credentials.
        request(args[2]);
        Lines.say("proxy selector", "" + (ProxySelector.getDefault() == proxies));
        Lines.say("authenticator", "" + (Authenticator.getDefault() == credentials));
        Lines.say("TLS", "" + (SSLContext.getDefault() == tls));
        Lines.say("names", "" + (HttpsURLConnection.getDefaultHostnameVerifier() == names));
        Lines.say("first provider", Security.getProviders()[0].getName());
        Lines.say(
                "providers",
                Arrays.stream(Security.getProviders())
                        .map(Provider::getName)
                        .toList()
                        .toString());
        Lines.say("own URL", new URL("own:thing").openConnection().getContentType());
        Lines.say("logs", LogManager.getLogManager().getClass().getName());
        Lines.say("properties", new TreeSet<>(System.getProperties().stringPropertyNames()).toString());
        Lines.say("client", "" + HttpClient.newHttpClient().proxy().isEmpty());
        Lines.say("asked", ASKED.toString());
        System.exit(0);
    }

    private static void request(String url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        Lines.say("status", "" + connection.getResponseCode());
        InputStream error = connection.getErrorStream();
        if (error != null) {
            error.close();
        }
    }

    private static final class Own extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public String getContentType() {
                    return "own";
                }
            };
        }
    }
}
