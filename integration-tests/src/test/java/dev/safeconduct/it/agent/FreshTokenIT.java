package dev.safeconduct.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.HostProgram;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.client.Api;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the command {@code token} loads where the store has a fresh token: programs run it often. */
class FreshTokenIT {

    @ParameterizedTest
    @EnumSource
    void it_loads_neither_the_parser_of_options_nor_what_goes_to_servers(Jdk jdk) throws Exception {
        Path home = TemporaryFolders.create("home");
        Path classes = home.resolve("classes");
        try (Api api = Api.start()) {
            Path configuration = configuration(api, home);
            HostJvm.Ended first = token(jdk, home, configuration, api).run();
            HostJvm.Ended second = token(jdk, home, configuration, api)
                    .option("-Xlog:class+load:file=" + classes)
                    .run();
            assertThat(first.err()).isEmpty();
            assertThat(second).isEqualTo(first);
            assertThat(second.out()).singleElement().asString().isNotBlank();
            List<String> loaded = Files.readAllLines(classes);
            assertThat(loaded)
                    .anyMatch(line -> line.contains(" dev.safeconduct.agent.cli.TokenCommand "))
                    .noneMatch(line -> line.contains(" picocli."))
                    .noneMatch(line -> line.contains(" dev.safeconduct.client.internal.transport.Transport "))
                    .noneMatch(line -> line.contains(" java.lang.runtime.ObjectMethods "));
        }
    }

    private static HostProgram token(Jdk jdk, Path home, Path configuration, Api api) {
        return HostProgram.commandLine(jdk, "token", api.url("/work"))
                .home(home)
                .environment("SAFECONDUCT_CONFIG", configuration.toString())
                .environment(Api.SECRET_VARIABLE, Api.SECRET);
    }

    private static Path configuration(Api api, Path home) throws IOException {
        Path file = home.resolve("safeconduct.properties");
        Properties settings = new Properties();
        settings.putAll(api.settings("api"));
        settings.setProperty(
                "safeconduct.store.file.dir", home.resolve("tokens").toString());
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
