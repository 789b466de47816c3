package hosts;

import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A browser without a window that notes with what arguments it was started. It follows the redirects of the login. */
public final class NotingBrowser {
    private NotingBrowser() {}

    public static void main(String[] args) throws Exception {
        String command = ProcessHandle.current().info().commandLine().orElseThrow();
        Files.writeString(Path.of(args[0]), command + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        HttpURLConnection connection = (HttpURLConnection) new URL(args[1]).openConnection();
        Lines.drain(connection.getInputStream());
    }
}
