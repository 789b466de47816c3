package hosts;

import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A JVM that runs programs in it: as a build tool does, each in a thread group, and as a web server, each in a loader. */
public final class ProgramsInOne {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private ProgramsInOne() {}

    public static void main(String[] args) throws Exception {
        Lines.serve(ProgramsInOne::obey);
        System.exit(0);
    }

    private static void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "program" -> program(command.get(1), Integer.parseInt(command.get(2)));
            case "application" -> application(command.get(1));
            case "interrupt" -> interruptSelectors();
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }

    /** What is left in the group when its program ends is interrupted. */
    private static void program(String url, int patience) throws InterruptedException {
        ThreadGroup group = new ThreadGroup("program");
        Thread program = new Thread(group, () -> Lines.say("status", status(url, patience)));
        program.start();
        program.join();
        Thread[] threads = new Thread[100];
        int count = group.enumerate(threads);
        List<String> left = new ArrayList<>(List.of("left"));
        for (int i = 0; i < count; i++) {
            left.add(threads[i].getName());
        }
        group.interrupt();
        Lines.say(left.toArray(new String[0]));
    }

    private static String status(String url, int patience) {
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
            connection.setReadTimeout(patience);
            return "" + connection.getResponseCode();
        } catch (Exception e) {
            return e.toString();
        }
    }

    /** The code of a web application. */
    public static final class Application implements Runnable {
        public static String url;

        @Override
        public void run() {
            Lines.say("status", status(url, 0));
        }
    }

    private static void application(String url) throws Exception {
        WeakReference<ClassLoader> application = runAndUndeploy(url);
        long start = System.nanoTime();
        while (application.get() != null && System.nanoTime() - start < PATIENCE.toNanos()) {
            System.gc();
            Thread.onSpinWait();
        }
        Lines.say("application", application.get() == null ? "gone" : "still there");
    }

    private static WeakReference<ClassLoader> runAndUndeploy(String url) throws Exception {
        URL classes = ProgramsInOne.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Class<?> application = loader.loadClass(Application.class.getName());
            application.getField("url").set(null, url);
            Thread thread = new Thread((Runnable) application.getConstructor().newInstance());
            thread.setContextClassLoader(loader);
            thread.start();
            thread.join();
            return new WeakReference<>(loader);
        }
    }

    /** As a program does that wants to end whatever still runs. */
    private static void interruptSelectors() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().endsWith("-SelectorManager")) {
                thread.interrupt();
                thread.join(PATIENCE.toMillis());
            }
        }
        Lines.say("interrupted");
    }
}
