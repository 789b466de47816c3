package dev.safeconduct.client;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The packages stand on floors. A class uses packages of the floors below its own, and of its own floor as long as no
 * circle comes of it, so that each package can be read and tested with what is below it and nothing else.
 */
class FloorsTest {
    private static final String BASE = "dev.safeconduct.";

    /** From top to bottom. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("client"),
            Set.of("client.muster"),
            Set.of("client.internal"),
            Set.of("client.internal.jdkclient"),
            Set.of("client.internal.request"),
            Set.of("client.internal.login", "client.internal.callback", "client.internal.browser"),
            Set.of("client.internal.token"),
            Set.of("client.internal.grant"),
            Set.of("client.internal.endpoint"),
            Set.of("client.internal.discovery", "client.internal.record"),
            Set.of("client.internal.config"),
            Set.of("client.internal.authentication", "client.internal.dpop"),
            Set.of("client.internal.transport", "client.internal.provider"),
            Set.of("client.request"),
            Set.of("client.oauth"),
            Set.of("client.internal.process"),
            Set.of("client.internal.text", "client.internal.log", "client.internal.concurrent"));

    /** Package, package that it uses, classes in which it does. */
    private final Map<String, Map<String, Set<String>>> uses = usesAmongPackages();

    @Test
    void every_package_is_on_a_floor() {
        Set<String> listed = FLOORS.stream().flatMap(Set::stream).collect(toCollection(TreeSet::new));

        assertThat(uses.keySet()).containsExactlyElementsOf(listed);
    }

    @Test
    void no_class_uses_a_package_of_a_floor_above() {
        var upwards = new ArrayList<String>();
        uses.forEach((user, used) -> used.forEach((name, classes) -> {
            if (floor(name) < floor(user)) {
                upwards.add(user + " uses " + name + " in " + classes);
            }
        }));

        assertThat(upwards).isEmpty();
    }

    @Test
    void no_packages_use_each_other_in_a_circle() {
        var circles = uses.keySet().stream().filter(name -> reached(name).contains(name));

        assertThat(circles).isEmpty();
    }

    private Set<String> reached(String start) {
        var reached = new HashSet<String>();
        var open = new ArrayList<>(List.of(start));
        while (!open.isEmpty()) {
            for (String next : uses.getOrDefault(open.remove(0), Map.of()).keySet()) {
                if (reached.add(next)) {
                    open.add(next);
                }
            }
        }
        return reached;
    }

    private static int floor(String name) {
        return IntStream.range(0, FLOORS.size())
                .filter(i -> FLOORS.get(i).contains(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is on no floor"));
    }

    private static Map<String, Map<String, Set<String>>> usesAmongPackages() {
        var uses = new TreeMap<String, Map<String, Set<String>>>();
        Path classes = Path.of(URI.create(OAuthClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(FloorsTest::isOfAClass)::iterator) {
                addUses(classes.relativize(file), Files.readAllBytes(file), uses);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return uses;
    }

    private static boolean isOfAClass(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".class") && !name.equals("module-info.class");
    }

    private static void addUses(Path file, byte[] classFile, Map<String, Map<String, Set<String>>> uses)
            throws IOException {
        String user = packageOf(file.toString().replace('\\', '/'));
        Map<String, Set<String>> used = uses.computeIfAbsent(user, key -> new TreeMap<>());
        for (String name : ClassFileNames.in(classFile)) {
            String other = packageOf(name);
            if (other.startsWith("client") && !other.equals(user)) {
                used.computeIfAbsent(other, key -> new TreeSet<>())
                        .add(file.getFileName().toString().replace(".class", ""));
            }
        }
    }

    /** Without {@value #BASE}, which all have. */
    private static String packageOf(String className) {
        return className
                .substring(0, className.lastIndexOf('/'))
                .replace('/', '.')
                .substring(BASE.length());
    }
}
