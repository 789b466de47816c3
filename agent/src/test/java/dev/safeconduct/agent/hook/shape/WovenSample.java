package dev.safeconduct.agent.hook.shape;

import dev.safeconduct.agent.hook.JoinPoint;
import dev.safeconduct.agent.hook.ShapeProbe;
import dev.safeconduct.test.Bridge;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;

/** {@link Sample}, woven, and loaded by a loader of its own, which verifies it. */
final class WovenSample {

    static final String NAME = Sample.class.getName().replace('.', '/');

    /** Where a class file may have frames, and the oldest and newest version that this JVM loads. */
    static final int[] VERSIONS = {49, 50, 52, 61};

    private static final byte[] OURS = "java/lang/SafeconductBridge".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TEST = Bridge.class.getName().replace('.', '/').getBytes(StandardCharsets.UTF_8);

    private final Class<?> type;

    private WovenSample(Class<?> type) {
        this.type = type;
    }

    static WovenSample of(int version, JoinPoint... points) {
        ShapeProbe probe = new ShapeProbe(NAME, points);
        byte[] woven = probe.weave(classFile(version));
        if (woven == null) {
            throw new AssertionError(probe.lines());
        }
        return new WovenSample(new Loader().define(bridged(woven)));
    }

    /** The class file as a compiler for this version would have written it. */
    static byte[] classFile(int version) {
        try (InputStream in = Sample.class.getResourceAsStream("Sample.class")) {
            ClassReader reader = new ClassReader(in);
            ClassWriter writer = new ClassWriter(0);
            reader.accept(writer, version < 50 ? ClassReader.SKIP_FRAMES : 0);
            byte[] bytes = writer.toByteArray();
            bytes[7] = (byte) version;
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Class<?> type() {
        return type;
    }

    Object create(String name, long number, Object... rest) {
        try {
            Constructor<?> constructor = type.getConstructor(String.class, long.class, Object[].class);
            return constructor.newInstance(name, number, rest);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    Object call(Object self, String name, Object... arguments) {
        Method method = Arrays.stream(type.getMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        try {
            return method.invoke(self, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    Object get(Object self, String field) {
        try {
            return type.getField(field).get(self);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    String trace(Object self) {
        return get(self, "trace").toString();
    }

    /** With the bridge of the test. */
    static byte[] bridged(byte[] classFile) {
        byte[] copy = classFile.clone();
        for (int i = 0; i <= copy.length - OURS.length; i++) {
            if (Arrays.equals(copy, i, i + OURS.length, OURS, 0, OURS.length)) {
                System.arraycopy(TEST, 0, copy, i, TEST.length);
            }
        }
        return copy;
    }

    private static final class Loader extends ClassLoader {
        Loader() {
            super(WovenSample.class.getClassLoader());
        }

        Class<?> define(byte[] classFile) {
            return defineClass(null, classFile, 0, classFile.length);
        }
    }
}
