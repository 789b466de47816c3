package hosts;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** A JVM that deploys an application and drops it, again and again; each has its own copy of a client and makes a call. */
public final class DroppedLoaders {

    private static final List<WeakReference<ClassLoader>> LOADERS = new ArrayList<>();

    private DroppedLoaders() {}

    public static void main(String[] args) throws Exception {
        Lines.serve(DroppedLoaders::obey);
        System.exit(0);
    }

    private static void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "run" -> {
                for (int i = 0; i < Integer.parseInt(command.get(2)); i++) {
                    run(command.get(1), command.get(3));
                }
            }
            case "left" -> {
                System.gc();
                Lines.say(
                        "left",
                        Long.toString(LOADERS.stream()
                                .filter(loader -> loader.get() != null)
                                .count()));
            }
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }

    /**
     * The code of an application. With a network it keeps no connection, and OkHttp's idle threads end after a minute;
     * without one there are none.
     */
    public static final class Application implements Runnable {
        public static String url;
        public static boolean hasNetwork;

        @Override
        public void run() {
            Request request = new Request.Builder().url(url).build();
            OkHttpClient.Builder client = new OkHttpClient.Builder();
            if (hasNetwork) {
                client.connectionPool(new ConnectionPool(0, 1, TimeUnit.MILLISECONDS));
            } else {
                client.dns(name -> {
                    throw new UnknownHostException("no network");
                });
            }
            try (Response response = client.build().newCall(request).execute()) {
                Lines.say("status", Integer.toString(response.code()));
            } catch (Exception e) {
                Lines.say("status", Lines.failure(e));
            }
        }
    }

    /** The kind is the name of a class, or says of OkHttp's whether it has a network. */
    private static Runnable application(ClassLoader loader, String url, String kind) throws Exception {
        if (kind.startsWith("hosts.")) {
            return (Runnable)
                    loader.loadClass(kind).getConstructor(String.class).newInstance(url);
        }
        Class<?> application = loader.loadClass(Application.class.getName());
        application.getField("url").set(null, url);
        application.getField("hasNetwork").set(null, kind.equals("network"));
        return (Runnable) application.getConstructor().newInstance();
    }

    private static void run(String url, String kind) throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classPath.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(classPath.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Thread thread = new Thread(application(loader, url, kind));
            thread.setContextClassLoader(loader);
            thread.start();
            thread.join();
            LOADERS.add(new WeakReference<>(loader));
        }
    }
}
