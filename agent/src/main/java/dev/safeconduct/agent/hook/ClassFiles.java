package dev.safeconduct.agent.hook;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Where class files of the JDK are read. */
interface ClassFiles {

    /** Those of this JVM, patched modules included. Loads no class. */
    ClassFiles OF_THIS_JVM = new ClassFiles() {
        @Override
        public byte @Nullable [] read(String module, String className) throws IOException {
            Module owner = ModuleLayer.boot().findModule(module).orElse(null);
            if (owner == null) {
                return null;
            }
            try (InputStream in = owner.getResourceAsStream(className + ".class")) {
                return in == null ? null : in.readAllBytes();
            }
        }
    };

    /** A class file, or null if missing. */
    byte @Nullable [] read(String module, String className) throws IOException;
}
