package dev.safeconduct.agent;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLStreamHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The entry class: the one class that the jar shows the host. Compiled for Java 8, so that an older JVM can be told what
 * is needed instead of being aborted by a class file that it does not know.
 *
 * <p>It is also the class loader of all the rest, which lies in a jar of its own inside this one, with another ending, and
 * the one transformer. Two more classes would be two more that the host can see. Until the first class of a supported
 * HTTP client is loaded, nothing but this class is.
 */
public final class SafeconductAgent extends ClassLoader implements ClassFileTransformer {

    /** The name table: the classes that hooks weave, sorted. A test holds it to the hooks. */
    static final String[] WOVEN = {
        "com/linecorp/armeria/client/ClientDecoration",
        "io/grpc/internal/ManagedChannelImplBuilder",
        "io/ktor/client/HttpClient",
        "io/ktor/client/engine/cio/CIOEngine",
        "io/netty/channel/CombinedChannelDuplexHandler",
        "io/netty/handler/codec/http2/Http2StreamChannelBootstrap",
        "jdk/internal/net/http/Http1Request",
        "jdk/internal/net/http/MultiExchange",
        "jdk/internal/net/http/Stream",
        "okhttp3/OkHttpClient",
        "org/apache/hc/client5/http/impl/async/H2AsyncClientBuilder",
        "org/apache/hc/client5/http/impl/async/HttpAsyncClientBuilder",
        "org/apache/hc/client5/http/impl/classic/HttpClientBuilder",
        "org/apache/http/impl/client/HttpClientBuilder",
        "org/apache/http/impl/nio/client/DefaultClientExchangeHandlerImpl",
        "org/apache/http/nio/protocol/HttpAsyncRequestExecutor",
        "org/eclipse/jetty/client/HttpDestination",
        "org/eclipse/jetty/client/HttpRequest",
        "org/eclipse/jetty/client/ProtocolHandlers",
        "org/eclipse/jetty/client/transport/HttpDestination",
        "org/eclipse/jetty/client/transport/HttpRequest",
        "sun/net/www/protocol/http/HttpURLConnection",
    };

    /**
     * The package of each library's client, below which is all that its adapter uses: a relocated copy has another in its
     * place. A test holds it to the hooks.
     */
    static final String[][] PACKAGES = {
        {"armeria", "com/linecorp/armeria/"},
        {"grpc", "io/grpc/"},
        {"httpasyncclient4", "org/apache/http/"},
        {"httpclient4", "org/apache/http/"},
        {"httpclient5", "org/apache/hc/"},
        {"jetty", "org/eclipse/jetty/"},
        {"ktor", "io/ktor/"},
        {"netty", "io/netty/"},
        {"okhttp", "okhttp3/"},
    };

    private static final String RELOCATED = "safeconduct.agent.relocated";

    /** What lies in the jar as one entry, so that a JVM which opens it has no table of thousands to read. */
    private static final String PACKED = "isolated.jar";

    private static final String INDEX = "isolated.index";
    private static final int INDEX_LINE = 16;

    // The local header of a file in a zip: its size, and where it says those of the name and what follows that.
    private static final int LOCAL_HEADER = 30;
    private static final int NAME_LENGTH = 26;
    private static final int EXTRA_LENGTH = 28;
    private static final String MODULE_PACKAGE = "dev.safeconduct.agent.module.";
    private static final String MODULE = MODULE_PACKAGE + "IsolatedModule";
    private static final String COMMAND_LINE = "dev.safeconduct.agent.cli.Main";
    private static final String RESOURCES = "dev.safeconduct.agent.loader.Resources";
    private static final String BRIDGE = "java.lang.SafeconductBridge";
    /** How the argument begins that the command {@code attach} gives: a file for the reply and the argument proper follow. */
    static final String ATTACH = "attach\n";

    /** The first line of a reply: the agent is in. The names of the classes follow that were loaded and are woven. */
    static final String IN = "in";

    /** The first line of a reply where the agent was there before. */
    static final String PRESENT = "present";

    /** How a reply begins where the agent stays out; why follows. */
    static final String OUT = "out ";

    private static final int NEEDED_JAVA = 17;
    private static final int NO_SECURITY_MANAGER = 24;

    /** Whether the agent is in this JVM already: {@code -javaagent} may be given twice, or an attach come later. */
    private static boolean present;

    /** The argument that takes effect. */
    private static @Nullable String first;

    static {
        registerAsParallelCapable();
    }

    private final File jar;
    private final String prefix;
    private final ConcurrentHashMap<String, Boolean> packages = new ConcurrentHashMap<>();
    private final Object waking = new Object();

    /** Weak, so that no file stays open for longer than classes are loaded from it (CRaC). */
    private volatile WeakReference<@Nullable JarFile> open = new WeakReference<>(null);

    /** Weak, since it is of use only while classes are loaded. */
    private volatile WeakReference<@Nullable ByteBuffer> index = new WeakReference<>(null);

    private final Object inflating = new Object();

    /** Guarded by {@link #inflating}; weak like the others. */
    private WeakReference<@Nullable Inflater> inflaters = new WeakReference<>(null);

    /** The name table, with relocated copies where the program is said to have some. */
    private String[] woven = WOVEN;

    // What the program was started with, until the first use.
    private @Nullable Instrumentation instrumentation;
    private @Nullable String argument;
    private @Nullable Map<String, String> properties;
    private @Nullable Map<String, String> environment;

    /** The names of the classes that were loaded and are woven now, while they are; else null. */
    private volatile @Nullable Set<String> retransformed;

    private boolean awake;
    private @Nullable ClassFileTransformer weaver;

    private SafeconductAgent(ClassLoader parent, File jar) {
        this(parent, jar, "");
    }

    /** @param prefix how the names of all classes begin that it loads */
    private SafeconductAgent(ClassLoader parent, File jar, String prefix) {
        super(parent);
        this.jar = jar;
        this.prefix = prefix;
    }

    /** Called by the JVM for {@code -javaagent}. */
    public static void premain(@Nullable String argument, Instrumentation instrumentation) {
        install(argument, instrumentation, null);
    }

    /**
     * Called by the JVM when the agent is attached to a running program. The command {@code attach} is told in a file
     * what came of it: the program's own output belongs to the program.
     */
    public static void agentmain(@Nullable String argument, Instrumentation instrumentation) {
        if (argument == null || !argument.startsWith(ATTACH)) {
            install(argument, instrumentation, null);
            return;
        }
        int end = argument.indexOf('\n', ATTACH.length());
        String file = argument.substring(ATTACH.length(), end);
        String configuration = argument.substring(end + 1);
        List<String> reply = new ArrayList<>();
        install(configuration.isEmpty() ? null : configuration, instrumentation, reply);
        try {
            // Never created: where this program sees other files than the command, it is not told.
            Files.write(Paths.get(file), reply, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
        } catch (IOException | RuntimeException e) {
            complain(e);
        }
    }

    /** The command line. */
    public static void main(String[] arguments) {
        try {
            String refusal = refusal(System.getProperty("java.specification.version"));
            if (refusal != null) {
                System.err.println(refusal);
                System.exit(1);
            }
            SafeconductAgent loader = new SafeconductAgent(platformLoader(), ownJar());
            Thread.currentThread().setContextClassLoader(loader);
            Method main = loader.loadClass(COMMAND_LINE).getMethod("main", String[].class);
            main.invoke(null, (Object) arguments);
        } catch (Throwable e) {
            Throwable cause = e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
            System.err.println("safeconduct: " + cause);
            System.exit(1);
        }
    }

    // Into the host

    /** @param reply takes what came of it, for an attach; null where standard error is to say it */
    private static void install(
            @Nullable String argument, @Nullable Instrumentation instrumentation, @Nullable List<String> reply) {
        try {
            if (isSwitchedOff() || instrumentation == null) {
                if (reply != null) {
                    reply.add(OUT + "safeconduct.agent.enabled is false in that program.");
                }
                return;
            }
            String refusal = refusal(System.getProperty("java.specification.version"));
            if (refusal == null && hasSecurityManager()) {
                // It would ask our classes too whether the host may do what it does.
                refusal = "safeconduct: disabled: this JVM has a security manager.";
            }
            if (refusal != null) {
                tell(refusal, reply);
                return;
            }
            File jar = ownJar();
            if (isOwnProgram(jar)) {
                tell(null, reply);
                return;
            }
            String relocated = setting(RELOCATED, "SAFECONDUCT__AGENT__RELOCATED");
            String complaint = relocated == null ? null : complaint(relocated);
            if (complaint != null) {
                tell("safeconduct: disabled: " + complaint, reply);
                return;
            }
            if (!claim(argument, reply)) {
                return;
            }
            SafeconductAgent agent = new SafeconductAgent(platformLoader(), jar);
            agent.woven = relocated == null ? WOVEN : withCopies(relocated);
            agent.instrumentation = instrumentation;
            agent.argument = argument;
            agent.properties = systemProperties();
            agent.environment = new HashMap<>(System.getenv());
            agent.attach(instrumentation, reply);
        } catch (Throwable e) {
            // An exception out of premain aborts the host.
            complain(e);
            if (reply != null) {
                reply.add(OUT + "internal error: " + e);
            }
        }
    }

    private static void tell(@Nullable String refusal, @Nullable List<String> reply) {
        if (reply != null) {
            reply.add(OUT + (refusal == null ? "it is a command of Safeconduct." : refusal));
        } else if (refusal != null) {
            System.err.println(refusal);
        }
    }

    /** @param reply as in {@link #install} */
    private void attach(Instrumentation host, @Nullable List<String> reply) {
        host.addTransformer(this, true);
        if (reply != null && wake() == null) {
            // Now, as it can be told now.
            reply.add(OUT + "its standard error, or the agent's log, says why.");
            return;
        }
        // By the names as a class has them: to rewrite five hundred of them is dearer than all the rest of premain.
        Map<String, String> names = new HashMap<>();
        for (String name : woven) {
            names.put(name.replace('/', '.'), name);
        }
        List<Class<?>> clients = new ArrayList<>();
        for (Class<?> loaded : host.getAllLoadedClasses()) {
            String name = names.get(loaded.getName());
            if (name != null && isWoven(name, loaded.getClassLoader())) {
                clients.add(loaded);
            }
        }
        Set<String> seen = reply == null ? null : new ConcurrentSkipListSet<>();
        retransformed = seen;
        String failure = retransform(host, clients);
        if (failure != null) {
            System.err.println(failure);
        }
        if (reply != null && seen != null) {
            reply.add(IN);
            reply.addAll(seen);
        }
        retransformed = null;
    }

    /**
     * Weaves classes that are loaded already. One that cannot be does not keep the others from it.
     *
     * @return what is woven and what is not, in a line; null if all are
     */
    static @Nullable String retransform(Instrumentation host, List<Class<?>> clients) {
        List<String> woven = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (Class<?> client : clients) {
            try {
                host.retransformClasses(client);
                woven.add(client.getName());
            } catch (Exception | LinkageError | InternalError e) {
                failed.add(client.getName() + " (" + e + ")");
            }
        }
        return failed.isEmpty()
                ? null
                : "safeconduct: WARN requests by " + String.join(", ", failed) + " get no token: not woven. Woven: "
                        + (woven.isEmpty() ? "none" : String.join(", ", woven)) + ".";
    }

    /** Not asked where there cannot be one: the method that asks is going to be removed from Java. */
    private static boolean hasSecurityManager() {
        return version(System.getProperty("java.specification.version")) < NO_SECURITY_MANAGER
                && isSecurityManagerSet();
    }

    /** A method of its own, which is linked only if it is called. */
    private static boolean isSecurityManagerSet() {
        return System.getSecurityManager() != null;
    }

    private static boolean isSwitchedOff() {
        String enabled = setting("safeconduct.agent.enabled", "SAFECONDUCT__AGENT__ENABLED");
        return enabled != null && enabled.equalsIgnoreCase("false");
    }

    /** One that takes effect before the configuration is read; null if it is not set, or empty. */
    private static @Nullable String setting(String key, String variable) {
        String value = System.getProperty(key);
        if (value == null || value.trim().isEmpty()) {
            value = System.getenv(variable);
        }
        return value == null || value.trim().isEmpty() ? null : value.trim();
    }

    // Relocated copies

    /** What is wrong with a list of relocated copies; null if nothing is. */
    static @Nullable String complaint(String relocated) {
        for (String copy : relocated.split(",", -1)) {
            if (packageOf(client(copy)) == null || !isPackage(place(copy))) {
                StringBuilder clients = new StringBuilder();
                for (String[] client : PACKAGES) {
                    clients.append(clients.length() == 0 ? "" : ", ").append(client[0]);
                }
                return RELOCATED + "=" + relocated + " is not a list of packages and clients: write, for example,"
                        + " com.example.okhttp3=okhttp, with commas between several. The clients are " + clients + ".";
            }
        }
        return null;
    }

    /**
     * The name table with the classes of relocated copies. The package of a copy may have taken the place of the client's
     * own, or stand before it.
     *
     * @param relocated without a complaint
     */
    static String[] withCopies(String relocated) {
        Set<String> names = new TreeSet<>(Arrays.asList(WOVEN));
        for (String copy : relocated.split(",", -1)) {
            String original = packageOf(client(copy));
            String place = place(copy).replace('.', '/') + '/';
            for (String name : WOVEN) {
                if (original != null && name.startsWith(original)) {
                    names.add(place + name.substring(original.length()));
                    names.add(place + name);
                }
            }
        }
        return names.toArray(new String[0]);
    }

    private static String place(String copy) {
        return copy.substring(0, Math.max(0, copy.indexOf('='))).trim();
    }

    private static String client(String copy) {
        return copy.substring(copy.indexOf('=') + 1).trim();
    }

    private static @Nullable String packageOf(String client) {
        for (String[] known : PACKAGES) {
            if (known[0].equals(client)) {
                return known[1];
            }
        }
        return null;
    }

    private static boolean isPackage(String name) {
        boolean begins = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (begins ? !Character.isJavaIdentifierStart(c) : c != '.' && !Character.isJavaIdentifierPart(c)) {
                return false;
            }
            begins = c == '.';
        }
        return !begins;
    }

    /**
     * Why the agent stays out of a JVM.
     *
     * @param specification the value of {@code java.specification.version}
     * @return the line to be printed, or null if the JVM will do
     */
    static @Nullable String refusal(@Nullable String specification) {
        return version(specification) >= NEEDED_JAVA
                ? null
                : "safeconduct: disabled: this is Java " + specification + ", and Java " + NEEDED_JAVA
                        + " or later is needed.";
    }

    /** 0 if it is not known: not one that is new enough. */
    private static int version(@Nullable String specification) {
        try {
            String text = specification == null ? "" : specification.trim();
            return Integer.parseInt(text.startsWith("1.") ? text.substring(2) : text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether the JVM runs our command line: its own requests are not to be touched. */
    private static boolean isOwnProgram(File jar) throws IOException {
        String command = System.getProperty("sun.java.command", "");
        String self = SafeconductAgent.class.getName();
        if (command.equals(self) || command.startsWith(self + " ")) {
            return true;
        }
        // With -jar the class path is just that jar, and the command begins with it.
        String classPath = System.getProperty("java.class.path", "");
        return !classPath.isEmpty()
                && (command.equals(classPath) || command.startsWith(classPath + " "))
                && new File(classPath).getCanonicalPath().equals(jar.getCanonicalPath());
    }

    /** What is said of a second agent; null if it is to do the same as the first. */
    static @Nullable String ignored(@Nullable String first, @Nullable String second) {
        String counts = first == null ? "" : first;
        String other = second == null ? "" : second;
        return counts.equals(other)
                ? null
                : "safeconduct: WARN the agent is in this JVM already, with the argument \"" + counts + "\". \"" + other
                        + "\" is ignored.";
    }

    /** True once in each JVM, whatever copies of this class there are. */
    private static synchronized boolean claim(@Nullable String argument, @Nullable List<String> reply) {
        if (present) {
            String ignored = ignored(first, argument);
            if (reply != null) {
                reply.add(PRESENT);
            } else if (ignored != null) {
                System.err.println(ignored);
            }
            return false;
        }
        try {
            Class.forName(BRIDGE, false, null);
            if (reply != null) {
                reply.add(PRESENT);
            }
            return false;
        } catch (ClassNotFoundException e) {
            return true;
        } finally {
            present = true;
            first = argument;
        }
    }

    /** One that has stayed out for want of a configuration may be attached with one later. */
    private static synchronized void giveUp() {
        present = false;
    }

    private static Map<String, String> systemProperties() {
        Map<String, String> copy = new HashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            String value = System.getProperty(name);
            if (value != null) {
                copy.put(name, value);
            }
        }
        return copy;
    }

    /**
     * The parent of this loader: not simply the system loader's parent, as a host may have put its own loader there.
     * Asked for by reflection, as Java 8 has no such method, only where it is not found without: the first reflective
     * call of a JDK method makes the JVM read annotations, which costs more than all the rest of premain.
     */
    private static ClassLoader platformLoader() throws ReflectiveOperationException {
        ClassLoader top = ClassLoader.getSystemClassLoader();
        while (top.getParent() != null) {
            top = top.getParent();
        }
        if (top.getClass().getName().equals("jdk.internal.loader.ClassLoaders$PlatformClassLoader")) {
            return top;
        }
        Object loader = ClassLoader.class.getMethod("getPlatformClassLoader").invoke(null);
        if (loader == null) {
            throw new IllegalStateException("this JVM has no platform class loader");
        }
        return (ClassLoader) loader;
    }

    private static File ownJar() throws Exception {
        return new File(SafeconductAgent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static void complain(Throwable e) {
        Throwable cause = e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
        System.err.println("safeconduct: disabled: " + cause);
    }

    // The transformer

    /** Classes of the JDK in its own loaders, those of libraries in any loader but this. */
    private boolean isWoven(@Nullable String name, @Nullable ClassLoader loader) {
        if (name == null || Arrays.binarySearch(woven, name) < 0) {
            return false;
        }
        boolean isOfTheJdk = name.startsWith("jdk/") || name.startsWith("sun/");
        return isOfTheJdk ? loader == null || loader == getParent() : loader != this;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (!isWoven(name, loader)) {
            return null;
        }
        try {
            ClassFileTransformer woken = wake();
            byte[] woven = woken == null ? null : woken.transform(loader, name, redefined, domain, bytes);
            Set<String> seen = retransformed;
            if (woven != null && redefined != null && seen != null) {
                seen.add(redefined.getName());
            }
            return woven;
        } catch (Throwable e) {
            return null;
        }
    }

    private @Nullable ClassFileTransformer wake() {
        if (Thread.holdsLock(waking)) {
            // Waking up itself loads a class of the table: it cannot be woven by what is not there yet.
            return null;
        }
        synchronized (waking) {
            if (!awake) {
                awake = true;
                try {
                    weaver = start();
                } catch (Throwable e) {
                    complain(e);
                }
                release();
            }
            return weaver;
        }
    }

    /** By a loader that the host may come to know, and that has nothing of what this one has. */
    @SuppressWarnings("unchecked")
    private @Nullable ClassFileTransformer start() throws ReflectiveOperationException {
        Method define = new SafeconductAgent(getParent(), jar, MODULE_PACKAGE)
                .loadClass(MODULE)
                .getMethod("define", File.class, Instrumentation.class);
        Function<Object[], Object> agent = (Function<Object[], Object>) define.invoke(null, jar, instrumentation);
        Object[] start = {instrumentation, argument, properties, environment};
        return (ClassFileTransformer) agent.apply(start);
    }

    /** What is not needed any more: an environment is full of secrets, and a transformer costs at each class. */
    private void release() {
        if (weaver == null && instrumentation != null) {
            instrumentation.removeTransformer(this);
            giveUp();
        }
        instrumentation = null;
        argument = null;
        properties = null;
        environment = null;
    }

    // The class loader

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (!name.startsWith(prefix)) {
            throw new ClassNotFoundException(name);
        }
        byte[] bytes;
        try {
            bytes = read(classFile(name.replace('.', '/')));
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        int dot = name.lastIndexOf('.');
        if (dot > 0) {
            define(name.substring(0, dot));
        }
        return defineClass(name, bytes, 0, bytes.length, SafeconductAgent.class.getProtectionDomain());
    }

    private void define(String name) {
        if (packages.putIfAbsent(name, Boolean.TRUE) == null) {
            try {
                definePackage(name, null, null, null, "safeconduct", version(), null, null);
            } catch (IllegalArgumentException e) {
                // Defined already, which is all we want.
            }
        }
    }

    private @Nullable String version() {
        try {
            Manifest manifest = jarFile().getManifest();
            return manifest == null
                    ? null
                    : manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        try {
            byte[] bytes = read(fileName(name));
            return bytes != null ? new ByteArrayInputStream(bytes) : super.getResourceAsStream(name);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    protected @Nullable URL findResource(String name) {
        try {
            return read(fileName(name)) == null ? null : new URL(null, "safeconduct:" + name, handler());
        } catch (IOException | ReflectiveOperationException e) {
            return null;
        }
    }

    /** Of our own, as the host may have put another in the place of the one for {@code jar:}. */
    private URLStreamHandler handler() throws ReflectiveOperationException {
        Class<?> type = loadClass(RESOURCES);
        return (URLStreamHandler) type.getConstructor(ClassLoader.class).newInstance(this);
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL url = findResource(name);
        return url == null
                ? Collections.<URL>emptyEnumeration()
                : Collections.enumeration(Collections.singletonList(url));
    }

    private static String fileName(String resource) {
        return resource.endsWith(".class")
                ? classFile(resource.substring(0, resource.length() - ".class".length()))
                : resource;
    }

    private static String classFile(String internalName) {
        return internalName + ".classdata";
    }

    /** Past the host's URL handlers, which may be the very classes that are being loaded. */
    private byte @Nullable [] read(String name) throws IOException {
        ByteBuffer places = index();
        int hash = name.hashCode();
        int low = 0;
        int high = places.limit() / INDEX_LINE - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int line = middle * INDEX_LINE;
            int other = places.getInt(line);
            if (other == hash) {
                return read(name, places.getInt(line + 4), places.getInt(line + 8), places.getInt(line + 12));
            }
            if (other < hash) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** A file of the packed jar, without the table of its three thousand entries. */
    private byte @Nullable [] read(String name, int start, int length, int size) throws IOException {
        byte[] packed = new byte[length];
        try (InputStream in = open(PACKED)) {
            for (long skipped = 0; skipped < start; ) {
                long more = in.skip(start - skipped);
                if (more <= 0) {
                    throw new IOException(PACKED + " is damaged");
                }
                skipped += more;
            }
            fill(packed, in);
        }
        int end = LOCAL_HEADER + number(packed, NAME_LENGTH);
        if (!name.equals(new String(packed, LOCAL_HEADER, end - LOCAL_HEADER, StandardCharsets.UTF_8))) {
            return null; // another name with the same hash
        }
        int data = end + number(packed, EXTRA_LENGTH);
        return inflate(packed, data, length - data, new byte[size]);
    }

    /** By one inflater for all classes: to make one takes longer than it works for a class. */
    private byte[] inflate(byte[] packed, int start, int length, byte[] content) throws IOException {
        synchronized (inflating) {
            Inflater inflater = inflaters.get();
            if (inflater == null) {
                inflater = new Inflater(true);
                inflaters = new WeakReference<>(inflater);
            }
            inflater.reset();
            inflater.setInput(packed, start, length);
            try {
                if (inflater.inflate(content) == content.length) {
                    return content;
                }
            } catch (DataFormatException e) {
                throw new IOException(PACKED + " is damaged", e);
            }
            throw new IOException(PACKED + " is damaged");
        }
    }

    private static int number(byte[] header, int place) {
        return (header[place] & 0xff) | (header[place + 1] & 0xff) << 8;
    }

    private static void fill(byte[] bytes, InputStream in) throws IOException {
        for (int count = 0; count < bytes.length; ) {
            int more = in.read(bytes, count, bytes.length - count);
            if (more < 0) {
                throw new IOException(PACKED + " is damaged");
            }
            count += more;
        }
    }

    private ByteBuffer index() throws IOException {
        ByteBuffer known = index.get();
        if (known != null) {
            return known;
        }
        byte[] bytes = new byte[(int) entry(INDEX).getSize()];
        try (InputStream in = open(INDEX)) {
            fill(bytes, in);
        }
        ByteBuffer read = ByteBuffer.wrap(bytes);
        index = new WeakReference<>(read);
        return read;
    }

    private InputStream open(String name) throws IOException {
        return jarFile().getInputStream(entry(name));
    }

    private ZipEntry entry(String name) throws IOException {
        ZipEntry entry = jarFile().getEntry(name);
        if (entry == null) {
            throw new IOException(name + " is missing in the agent's jar");
        }
        return entry;
    }

    private JarFile jarFile() throws IOException {
        JarFile file = open.get();
        if (file == null) {
            file = new JarFile(jar, false);
            open = new WeakReference<>(file);
        }
        return file;
    }
}
