package dev.safeconduct.it.clients;

import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Applications with a client whose threads do not wait. */
@Tag("full")
class NonBlockingLeakIT {

    @ParameterizedTest
    @EnumSource
    void t73_dropped_applications_with_reactor_netty_leave_no_loader(Jdk jdk) throws InterruptedException {
        assertNothingIsLeft(jdk, "reactor-netty-newest", "hosts.ReactorNettyApplication");
    }

    @ParameterizedTest
    @EnumSource
    void t73_dropped_applications_with_async_http_client_leave_no_loader(Jdk jdk) throws InterruptedException {
        assertNothingIsLeft(jdk, "asynchttpclient-newest", "hosts.AsyncHttpClientApplication");
    }

    @ParameterizedTest
    @EnumSource
    void t73_dropped_applications_with_jetty_leave_no_loader(Jdk jdk) throws InterruptedException {
        assertNothingIsLeft(jdk, "jetty12-newest", "hosts.Jetty12Application");
    }

    @ParameterizedTest
    @EnumSource
    void t73_dropped_applications_with_grpc_leave_no_loader(Jdk jdk) throws InterruptedException {
        try (GrpcApi api = GrpcApi.start()) {
            DroppedApplications.assertNothingIsLeft(
                    jdk,
                    "grpc-newest",
                    "hosts.GrpcApplication",
                    api.target(),
                    api.settings("api", "127.0.0.1"),
                    "echo x");
        }
    }

    private static void assertNothingIsLeft(Jdk jdk, String libraries, String application) throws InterruptedException {
        try (Api api = Api.start("localhost")) {
            DroppedApplications.assertNothingIsLeft(
                    jdk, libraries, application, api.url(""), api.settings("api"), "200");
        }
    }
}
