package dev.safeconduct.it.clients;

import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Applications with Apache HttpClient. */
@Tag("full")
class ApacheLeakIT {

    @ParameterizedTest
    @EnumSource
    void dropped_applications_with_version_4_leave_no_loader(Jdk jdk) throws InterruptedException {
        assertNothingIsLeft(jdk, "httpclient4-newest", "hosts.HttpClient4Application");
    }

    @ParameterizedTest
    @EnumSource
    void dropped_applications_with_version_5_leave_no_loader(Jdk jdk) throws InterruptedException {
        assertNothingIsLeft(jdk, "httpclient5-newest", "hosts.HttpClient5Application");
    }

    @ParameterizedTest
    @EnumSource
    void dropped_applications_with_version_5_asynchronous_leave_no_loader(Jdk jdk) throws InterruptedException {
        assertNothingIsLeft(jdk, "httpclient5-newest", "hosts.HttpAsyncClient5Application");
    }

    @ParameterizedTest
    @EnumSource
    void dropped_applications_with_version_4_asynchronous_leave_no_loader(Jdk jdk) throws InterruptedException {
        assertNothingIsLeft(jdk, "httpasyncclient4-newest", "hosts.HttpAsyncClient4Application");
    }

    private static void assertNothingIsLeft(Jdk jdk, String libraries, String application) throws InterruptedException {
        try (Api api = Api.start("localhost")) {
            DroppedApplications.assertNothingIsLeft(
                    jdk, libraries, application, api.url(""), api.settings("api"), "200");
        }
    }
}
