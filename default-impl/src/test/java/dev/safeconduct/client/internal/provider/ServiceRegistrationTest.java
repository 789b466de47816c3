package dev.safeconduct.client.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Providers are found on the module path and on the class path: the two lists are the same. */
class ServiceRegistrationTest {

    @Test
    void module_and_service_files_name_the_same_providers() throws Exception {
        Path classes = Path.of(Providers.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Map<String, Set<String>> files = new HashMap<>();
        try (Stream<Path> list = Files.list(classes.resolve("META-INF/services"))) {
            for (Path file : list.toList()) {
                files.put(file.getFileName().toString(), Set.copyOf(Files.readAllLines(file)));
            }
        }
        Map<String, Set<String>> module;
        URI descriptor = classes.resolve("module-info.class").toUri();
        try (InputStream in = descriptor.toURL().openStream()) {
            module = ModuleDescriptor.read(in).provides().stream()
                    .collect(Collectors.toMap(
                            ModuleDescriptor.Provides::service, provides -> Set.copyOf(provides.providers())));
        }
        assertThat(files).isEqualTo(module).hasSizeGreaterThan(1);
    }
}
