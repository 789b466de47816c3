package dev.safeconduct.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.spi.OAuthException;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is exported can be used, and what is needed to use it is exported. */
class ExportedTypesTest {

    private static final Pattern EXPORTS = Pattern.compile("(?m)^\\s*exports ([\\w.]+);");
    private static final Pattern OWN = Pattern.compile("dev\\.safeconduct\\.[\\w.$]+");

    /**
     * Functions, what a program makes of something else that it has, and errors that it meets: the types of these are in
     * no signature but the documentation's.
     */
    private static boolean isUsedByItself(Class<?> type) {
        boolean isMadeOfOthers = !type.isRecord()
                && Stream.of(type.getConstructors())
                        .flatMap(constructor -> Stream.of(constructor.getParameterTypes()))
                        .anyMatch(parameter -> OWN.matcher(parameter.getName()).matches());
        boolean hasFunctions = Arrays.stream(type.getMethods())
                .anyMatch(method -> method.getDeclaringClass() == type
                        && Modifier.isStatic(method.getModifiers())
                        && method.getReturnType() != type
                        && !type.isEnum());
        boolean isMadeOfNothing =
                Arrays.stream(type.getConstructors()).anyMatch(constructor -> constructor.getParameterCount() == 0);
        return hasFunctions || isMadeOfOthers || isMadeOfNothing || OAuthException.class.isAssignableFrom(type);
    }

    private static List<Class<?>> exported() throws Exception {
        List<Class<?>> types = new ArrayList<>();
        Path classes = Path.of(URI.create(Safeconduct.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        Matcher exports = EXPORTS.matcher(Files.readString(Path.of("src/main/java/module-info.java")));
        while (exports.find()) {
            types.addAll(publicTypes(classes, exports.group(1)));
        }
        return types;
    }

    private static List<Class<?>> publicTypes(Path classes, String exportedPackage)
            throws IOException, ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes.resolve(exportedPackage.replace('.', '/')))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = file.getFileName().toString().replaceFirst("\\.class$", "");
                Class<?> type = Class.forName(exportedPackage + "." + name);
                if (isPublic(type) && !name.equals("package-info")) {
                    types.add(type);
                }
            }
        }
        return types;
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }

    /** The types of this project in what users of a type see of its members, with their type arguments. */
    private static Set<String> named(Class<?> type) {
        Set<String> names = new HashSet<>();
        Stream.of(type.getMethods(), type.getConstructors())
                .flatMap(Arrays::stream)
                .map(Executable::toGenericString)
                .forEach(signature -> addOwn(signature.replaceFirst("[\\w.$]+\\(", "("), names));
        for (Field field : type.getFields()) {
            addOwn(field.getGenericType().getTypeName(), names);
        }
        for (Class<?> nested : type.getClasses()) {
            names.addAll(named(nested));
        }
        return names;
    }

    private static void addOwn(String text, Set<String> names) {
        Matcher own = OWN.matcher(text);
        while (own.find()) {
            names.add(own.group());
        }
    }

    @Test
    void every_type_is_used_by_another_one_or_by_itself() throws Exception {
        List<Class<?>> exported = exported();
        Set<String> unused = new TreeSet<>();
        for (Class<?> type : exported) {
            boolean used = exported.stream()
                    .filter(kin -> type.isAssignableFrom(kin) || kin.isAssignableFrom(type))
                    .anyMatch(kin -> isNamed(kin, exported));
            if (!used && !isUsedByItself(type)) {
                unused.add(type.getName());
            }
        }
        assertThat(exported).hasSizeGreaterThan(40);
        assertThat(unused).isEmpty();
    }

    private static boolean isNamed(Class<?> type, List<Class<?>> exported) {
        return exported.stream()
                .filter(other -> other != type && other.getDeclaringClass() != type)
                .anyMatch(other -> named(other).contains(type.getName()));
    }

    @Test
    void no_member_names_a_type_that_users_cannot_name() throws Exception {
        Set<String> visible = new HashSet<>();
        exported().forEach(type -> visible.add(type.getName()));
        for (Class<?> type : exported()) {
            assertThat(named(type))
                    .as(type.getName())
                    .allMatch(name -> visible.contains(name) || name.startsWith("dev.safeconduct.spi."));
            assertThat(Arrays.stream(type.getMethods()).map(Method::getReturnType))
                    .as(type.getName())
                    .allMatch(ExportedTypesTest::isPublicOrBasic);
        }
    }

    private static boolean isPublicOrBasic(Class<?> type) {
        Class<?> element = type.isArray() ? type.getComponentType() : type;
        return element.isPrimitive() || isPublic(element);
    }
}
