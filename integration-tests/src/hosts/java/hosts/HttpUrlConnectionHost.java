package hosts;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A program that uses {@code HttpURLConnection} and knows nothing of OAuth. Options of a call: {@code authenticator};
 * {@code stay}, where it is redirected; {@code timeout=<millis>} for reading; {@code connect} before it writes; {@code
 * fields}, asked for before the status; {@code disconnect} at the end.
 */
public final class HttpUrlConnectionHost {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    private static HttpURLConnection held;
    private static Thread holder;

    private HttpUrlConnectionHost() {}

    public static void main(String[] args) throws Exception {
        Lines.serve(HttpUrlConnectionHost::obey);
        System.exit(0);
    }

    private static void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "send" -> send(command);
            case "burst" -> burst(Integer.parseInt(command.get(1)), command.get(2), Lines.body(command));
            case "interrupted" -> interrupted(command.get(1));
            case "watched" -> watched(Integer.parseInt(command.get(1)), command.get(2));
            case "hold" -> hold(command.get(1));
            case "disconnect" -> held.disconnect();
            case "interrupt" -> holder.interrupt();
            case "race" -> {
                ends("held", command.get(2));
                ends("other", command.get(3));
            }
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }

    private static void send(List<String> command) throws Exception {
        String option = command.get(5);
        if (option.equals("authenticator")) {
            Authenticator.setDefault(Lines.AUTHENTICATOR);
        }
        try {
            send(command, option);
        } finally {
            Authenticator.setDefault(null);
        }
    }

    private static void send(List<String> command, String option) throws Exception {
        HttpURLConnection connection = open(command.get(2), command.get(4));
        connection.setRequestMethod(command.get(1));
        for (String header : command.subList(6, command.size())) {
            int colon = header.indexOf(':');
            connection.setRequestProperty(
                    header.substring(0, colon), header.substring(colon + 1).trim());
        }
        connection.setInstanceFollowRedirects(!option.equals("stay"));
        if (option.startsWith("timeout=")) {
            connection.setReadTimeout(Integer.parseInt(option.substring("timeout=".length())));
        }
        Map<String, List<String>> asked = connection.getRequestProperties();
        if (option.equals("connect")) {
            connection.connect();
        }
        write(connection, command.get(3));
        Map<String, List<String>> seen = new HashMap<>();
        if (option.equals("fields")) {
            seen.putAll(connection.getHeaderFields());
        }
        int status = connection.getResponseCode();
        seen.putAll(connection.getHeaderFields());
        seen.put("(asked)", List.of(asked.toString(), "" + connection.getRequestProperty("Authorization")));
        InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        Lines.answer(status, connection.getURL().toString(), seen, body);
        if (option.equals("disconnect")) {
            connection.disconnect();
        }
    }

    private static void write(HttpURLConnection connection, String body) throws Exception {
        if (body.isEmpty()) {
            return;
        }
        byte[] bytes = body.startsWith("text:") ? body.substring(5).getBytes("UTF-8") : Lines.bytes(body);
        connection.setDoOutput(true);
        if (body.startsWith("stream:")) {
            connection.setFixedLengthStreamingMode(bytes.length);
        } else if (body.startsWith("chunks:")) {
            connection.setChunkedStreamingMode(100);
        }
        try (OutputStream out = connection.getOutputStream()) {
            out.write(bytes);
        }
    }

    private static HttpURLConnection open(String url, String proxy) throws Exception {
        if (proxy.isEmpty()) {
            return (HttpURLConnection) new URL(url).openConnection();
        }
        int port = Integer.parseInt(proxy.substring(proxy.indexOf(':') + 1));
        return (HttpURLConnection)
                new URL(url).openConnection(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", port)));
    }

    private static void burst(int count, String url, String body) throws Exception {
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(THREADS.submit(() -> status(url, body)));
        }
        List<String> statuses = new ArrayList<>();
        for (Future<String> one : all) {
            statuses.add(one.get());
        }
        Lines.say("burst", String.join(",", statuses));
    }

    /** A call by a thread that was interrupted before. */
    private static void interrupted(String url) throws Exception {
        Thread.currentThread().interrupt();
        String status = get(url);
        Lines.say("interrupted", status, "" + Thread.interrupted());
    }

    /** Several threads ask one connection for its status. */
    private static void watched(int count, String url) throws Exception {
        HttpURLConnection connection = open(url, "");
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(THREADS.submit(connection::getResponseCode));
        }
        TreeSet<Integer> seen = new TreeSet<>();
        for (Future<Integer> one : all) {
            seen.add(one.get());
        }
        Lines.say("watched", seen.toString());
    }

    /** A call that another command ends. */
    private static void hold(String url) throws Exception {
        held = open(url, "");
        HttpURLConnection connection = held;
        holder = new Thread(() -> {
            try {
                int status = connection.getResponseCode();
                Lines.drain(status >= 400 ? connection.getErrorStream() : connection.getInputStream());
                Lines.say("held", "" + status, "" + Thread.interrupted());
            } catch (Exception e) {
                Lines.say("held", Lines.failure(e), "" + Thread.interrupted());
            }
        });
        holder.start();
    }

    private static void ends(String name, String url) {
        THREADS.execute(() -> {
            try {
                Lines.say(name, get(url));
            } catch (Exception e) {
                Lines.say(name, Lines.failure(e));
            }
        });
    }

    private static String get(String url) throws Exception {
        return status(url, "");
    }

    private static String status(String url, String body) throws Exception {
        HttpURLConnection connection = open(url, "");
        write(connection, body);
        int status = connection.getResponseCode();
        InputStream answer = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        if (answer != null) { // of a refusal to what was streamed there is none
            Lines.drain(answer);
        }
        return Integer.toString(status);
    }
}
