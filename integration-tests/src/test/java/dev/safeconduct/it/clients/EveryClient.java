package dev.safeconduct.it.clients;

import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;

/** The test program of each client, with the client's newest version. */
enum EveryClient {
    JAVA_NET_HTTP("JavaNetHttpHost", ""),
    HTTP_URL_CONNECTION("HttpUrlConnectionHost", ""),
    OKHTTP_3("OkHttpHost", "okhttp3"),
    OKHTTP_5("OkHttpHost", "okhttp5"),
    HTTP_CLIENT_4("HttpClient4Host", "httpclient4-newest"),
    HTTP_CLIENT_5("HttpClient5Host", "httpclient5-newest"),
    HTTP_ASYNC_CLIENT_5("HttpAsyncClient5Host", "httpclient5-newest"),
    HTTP_ASYNC_CLIENT_4("HttpAsyncClient4Host", "httpasyncclient4-newest"),
    REACTOR_NETTY("ReactorNettyHost", "reactor-netty-newest"),
    ASYNC_HTTP_CLIENT("AsyncHttpClientHost", "asynchttpclient-newest"),
    KTOR("KtorHost", "ktor-newest"),
    VERTX("VertxHost", "vertx-newest"),
    JETTY_9("Jetty9Host", "jetty9-newest"),
    JETTY_12("Jetty12Host", "jetty12-newest"),
    ARMERIA("ArmeriaHost", "armeria-newest");

    private final String main;
    private final String libraries;

    EveryClient(String main, String libraries) {
        this.main = main;
        this.libraries = libraries;
    }

    /** Whether it is put in by an adapter; else the JDK has it. */
    boolean hasAdapter() {
        return !libraries.isEmpty();
    }

    /** Its main class. */
    String main() {
        return "hosts." + main;
    }

    /** The folder of its libraries; empty if it needs none. */
    String libraries() {
        return libraries;
    }

    /** How many adapters its requests come to: Armeria has Netty's codec, where that of Netty leaves it alone. */
    int adapters() {
        return this == ARMERIA ? 2 : 1;
    }

    HostProgram program(Jdk jdk) {
        return HostProgram.of(jdk, main).libraries(libraries);
    }
}
