package dev.safeconduct.it.clients;

import dev.safeconduct.it.HostClasses;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.MovedPackages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Clients that libraries have moved into packages of their own: as those libraries are in Maven Central, and where it has
 * none that is small, made of the client's newest version. The program is that of the client, moved likewise.
 */
enum RelocatedCopy {
    WAGON(
            "HttpClient4Host",
            "relocated-wagon",
            "org.apache.maven.wagon.providers.http.httpclient=httpclient4",
            "org.apache.http=org.apache.maven.wagon.providers.http.httpclient"),
    DOCKER_JAVA(
            "HttpClient5Host",
            "relocated-docker-java",
            "com.github.dockerjava.zerodep.shaded.org.apache.hc=httpclient5",
            "org.apache.hc=com.github.dockerjava.zerodep.shaded.org.apache.hc"),
    DOCKER_JAVA_ASYNCHRONOUS(
            "HttpAsyncClient5Host",
            "relocated-docker-java",
            "com.github.dockerjava.zerodep.shaded=httpclient5",
            "org.apache.hc=com.github.dockerjava.zerodep.shaded.org.apache.hc"),
    LAUNCH_DARKLY(
            "OkHttpHost",
            "relocated-launchdarkly",
            "com.launchdarkly.shaded.okhttp3=okhttp",
            "okhttp3=com.launchdarkly.shaded.okhttp3 okio=com.launchdarkly.shaded.okio"),
    PULSAR(
            "AsyncHttpClientHost",
            "relocated-pulsar",
            "org.apache.pulsar.shade=netty",
            "io.netty=org.apache.pulsar.shade.io.netty org.asynchttpclient=org.apache.pulsar.shade.org.asynchttpclient"),
    HTTP_ASYNC_CLIENT_4(
            "HttpAsyncClient4Host",
            "httpasyncclient4-newest",
            "com.example.http=httpasyncclient4",
            "org.apache.http=com.example.http"),
    JETTY_9(
            "Jetty9Host",
            "jetty9-newest",
            "com.example.packed=jetty",
            "org.eclipse.jetty=com.example.packed.org.eclipse.jetty"),
    JETTY_12("Jetty12Host", "jetty12-newest", "com.example.jetty=jetty", "org.eclipse.jetty=com.example.jetty"),
    GRPC("GrpcHost", "grpc-newest", "com.example.grpc=grpc", "io.grpc=com.example.grpc");

    private final String main;
    private final String libraries;
    private final String setting;
    private final String packages;

    /** What is moved is moved once. */
    private static final Map<RelocatedCopy, List<Path>> CLASS_PATHS = new EnumMap<>(RelocatedCopy.class);

    /**
     * @param setting where it is, for the agent
     * @param packages what is moved, and to where
     */
    RelocatedCopy(String main, String libraries, String setting, String packages) {
        this.main = main;
        this.libraries = libraries;
        this.setting = setting;
        this.packages = packages;
    }

    /** Its name in {@code safeconduct.agent.clients}. */
    String client() {
        return setting.substring(setting.indexOf('=') + 1);
    }

    /** The option that tells the agent of it. */
    String option() {
        return "-Dsafeconduct.agent.relocated=" + setting;
    }

    /** The program, whose agent knows nothing of the copy. */
    HostProgram program(Jdk jdk) {
        List<Path> all = classPath();
        HostProgram program = HostProgram.java(jdk, List.of("-cp", all.get(0).toString(), "hosts." + main));
        all.subList(1, all.size()).forEach(program::classPath);
        return program;
    }

    private List<Path> classPath() {
        synchronized (CLASS_PATHS) {
            return CLASS_PATHS.computeIfAbsent(this, copy -> copy.moved());
        }
    }

    private List<Path> moved() {
        Map<String, String> names = new HashMap<>();
        for (String one : packages.split(" ", -1)) {
            names.put(one.substring(0, one.indexOf('=')) + ".", one.substring(one.indexOf('=') + 1) + ".");
        }
        List<Path> jars = HostClasses.libraries(libraries);
        boolean isMadeHere = !libraries.startsWith("relocated-");
        List<Path> moved = new ArrayList<>(List.of(HostClasses.directory()));
        if (isMadeHere) {
            moved.addAll(jars);
        }
        List<Path> all = new ArrayList<>(List.of(new MovedPackages(names).of(moved)));
        if (!isMadeHere) {
            all.addAll(jars);
        }
        return all;
    }
}
