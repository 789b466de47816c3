package hosts;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;

/**
 * A program that makes a request and goes from all that it gets hold of meanwhile (tasks of its executor, its stack, all
 * threads) to whatever it can reach by reflection. Says what of the agent it could open.
 */
public final class HostileHost {
    /** What is worth having: a class that it would have to load by a loader that it finds. */
    private static final List<String> WANTED = List.of(
            "dev.safeconduct.agent.SafeconductAgent",
            "dev.safeconduct.agent.loader.AgentRuntime",
            "dev.safeconduct.agent.loader.AgentStart",
            "dev.safeconduct.agent.module.IsolatedModule",
            "dev.safeconduct.agent.instrumentation.Handles",
            "dev.safeconduct.client.internal.concurrent.Threads",
            "dev.safeconduct.spi.TokenStore");

    private static final Set<Object> FOUND = ConcurrentHashMap.newKeySet();

    private HostileHost() {}

    public static void main(String[] args) throws Exception {
        Lines.serve(command -> walk(command.get(1)));
        System.exit(0);
    }

    private static void walk(String url) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(task -> {
                    FOUND.add(task);
                    new Thread(() -> {
                                lookAround();
                                task.run();
                            })
                            .start();
                })
                .build();
        // A body of its own is sent once only: the token has to be there.
        HttpResponse<String> first =
                client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
        Lines.say("status", "" + first.statusCode());
        int status = client.sendAsync(
                        HttpRequest.newBuilder(URI.create(url)).POST(new Body()).build(), BodyHandlers.ofString())
                .join()
                .statusCode();
        lookAround();
        Set<String> contextLoaders = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            ClassLoader loader = thread.getContextClassLoader();
            if (loader != null && loader != ClassLoader.getSystemClassLoader()) {
                contextLoaders.add(loader.getClass().getName());
            }
        }
        Walk walk = new Walk();
        FOUND.forEach(walk::reach);
        walk.run();
        Lines.say("status", "" + status);
        Lines.say("reached", "" + walk.ours.size());
        contextLoaders.forEach(name -> Lines.say("context", name));
        walk.opened.forEach(what -> Lines.say("opened", what));
        walk.rights.forEach(what -> Lines.say("rights", what));
        Lines.say("end");
    }

    /** Notes the classes on its own stack, and the threads. */
    private static void lookAround() {
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .forEach(frame -> FOUND.add(frame.getDeclaringClass()));
        FOUND.addAll(Thread.getAllStackTraces().keySet());
    }

    /** Is asked for its length and its bytes by whoever sends it. */
    private static final class Body implements HttpRequest.BodyPublisher {
        private final HttpRequest.BodyPublisher bytes = HttpRequest.BodyPublishers.ofString("body");

        @Override
        public long contentLength() {
            lookAround();
            return bytes.contentLength();
        }

        @Override
        public void subscribe(Flow.Subscriber<? super java.nio.ByteBuffer> subscriber) {
            FOUND.add(subscriber);
            lookAround();
            bytes.subscribe(subscriber);
        }
    }

    /** Goes from object to object and from class to class. */
    private static final class Walk {
        private static final int MOST = 20_000;

        final Set<String> ours = new TreeSet<>();
        final Set<String> opened = new TreeSet<>();
        final Set<String> rights = new TreeSet<>();
        private final Map<Object, Boolean> seen = new IdentityHashMap<>();
        private final Deque<Object> next = new ArrayDeque<>();

        void reach(Object found) {
            if (found != null && seen.size() < MOST && seen.put(found, true) == null) {
                next.add(found);
            }
        }

        void run() {
            for (Object at = next.poll(); at != null; at = next.poll()) {
                if (at instanceof Class<?> type) {
                    look(type);
                } else if (at instanceof ClassLoader loader) {
                    look(loader);
                }
                if (at instanceof Thread thread) {
                    reach(thread.getContextClassLoader());
                }
                reach(at.getClass());
                fields(at.getClass(), at);
            }
        }

        private void look(Class<?> type) {
            reach(type.getClassLoader());
            Module module = type.getModule();
            ModuleLayer layer = module.getLayer();
            if (layer != null && layer != ModuleLayer.boot()) {
                layer.configuration().findModule(module.getName()).ifPresent(found -> reach(found.reference()));
            }
            if (!isOurs(type)) {
                return;
            }
            ours.add(type.getName());
            List<AccessibleObject> members = new ArrayList<>();
            members.addAll(List.of(type.getDeclaredMethods()));
            members.addAll(List.of(type.getDeclaredConstructors()));
            for (AccessibleObject member : members) {
                if (open(member)) {
                    opened.add(type.getName());
                }
            }
            fields(type, null);
            try {
                MethodHandles.Lookup unused = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
                opened.add(type.getName());
            } catch (IllegalAccessException e) {
                // as it is to be
            }
            if (opened.contains(type.getName())) {
                rights(type.getModule(), type.getName());
            }
        }

        /** What code in that module could do. */
        private void rights(Module module, String through) {
            if (Object.class.getModule().isOpen("java.lang", module)) {
                rights.add("java.lang through " + through);
            }
        }

        private void look(ClassLoader loader) {
            reach(loader.getParent());
            for (String name : WANTED) {
                try {
                    reach(Class.forName(name, false, loader));
                } catch (ClassNotFoundException | LinkageError e) {
                    // not there
                }
            }
            if (isOurs(loader.getClass())) {
                // A private look-up into its class is enough to define a class in it.
                rights(loader.getUnnamedModule(), "a loader");
            }
        }

        private void fields(Class<?> type, Object of) {
            for (Class<?> at = type; at != null; at = at.getSuperclass()) {
                for (Field field : at.getDeclaredFields()) {
                    if (of == null && !Modifier.isStatic(field.getModifiers())) {
                        continue;
                    }
                    if (!field.getType().isPrimitive() && open(field)) {
                        try {
                            reach(field.get(of));
                        } catch (IllegalAccessException e) {
                            // as it is to be
                        }
                    }
                }
            }
        }

        private static boolean open(AccessibleObject member) {
            try {
                member.setAccessible(true);
                return true;
            } catch (RuntimeException e) {
                return false;
            }
        }

        private static boolean isOurs(Class<?> type) {
            return type.getName().startsWith("dev.safeconduct.");
        }
    }
}
