package dev.safeconduct.testkit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The two lists in which one artifact names its providers: of its module, and of its {@code META-INF/services}. */
record ProviderRegistration(@Nullable Set<String> moduleProvides, Set<String> servicesFile) {

    static ProviderRegistration of(Class<?> contract, Class<?> provider) {
        try {
            URL root = root(provider);
            return new ProviderRegistration(moduleProvides(root, contract), servicesFile(root, contract));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directory or jar of a class, as a URL that ends in a slash. */
    private static URL root(Class<?> type) throws IOException {
        String path = type.getName().replace('.', '/') + ".class";
        URL resource = type.getClassLoader().getResource(path);
        if (resource == null) {
            throw new IOException("no class file of " + type);
        }
        String text = resource.toString();
        return URI.create(text.substring(0, text.length() - path.length())).toURL();
    }

    private static @Nullable Set<String> moduleProvides(URL root, Class<?> contract) throws IOException {
        try (InputStream in = new URL(root, "module-info.class").openStream()) {
            return ModuleDescriptor.read(in).provides().stream()
                    .filter(provides -> provides.service().equals(contract.getName()))
                    .flatMap(provides -> provides.providers().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    private static Set<String> servicesFile(URL root, Class<?> contract) throws IOException {
        try (InputStream in = new URL(root, "META-INF/services/" + contract.getName()).openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
