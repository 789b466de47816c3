package dev.safeconduct.agent.hook.shape;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.ShapeProbe;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;

/** Loads a library's real classes anew, one of them woven, and a scenario that uses them. All of it is verified. */
final class WovenLibrary extends ClassLoader {

    private final String packages;
    private final String scenario;
    private final String woven;
    private final ShapeProbe probe;

    /**
     * A library.
     *
     * @param packages the beginning of its classes' names
     * @param woven the class to be woven, with slashes
     */
    WovenLibrary(String packages, Class<?> scenario, String woven, JoinPoint... points) {
        super(WovenLibrary.class.getClassLoader());
        this.packages = packages;
        this.scenario = scenario.getName();
        this.woven = woven.replace('/', '.');
        this.probe = new ShapeProbe(woven, points);
    }

    /** Runs the scenario, which tells what it has seen. */
    List<String> run() throws Exception {
        Object told =
                ((Callable<?>) loadClass(scenario).getDeclaredConstructor().newInstance()).call();
        return ((List<?>) told).stream().map(String::valueOf).toList();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean isOfScenario = name.equals(scenario) || name.startsWith(scenario + "$");
        if (!name.startsWith(packages) && !isOfScenario) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            if (name.equals(woven)) {
                bytes = WovenSample.bridged(probe.weave(bytes));
            }
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
