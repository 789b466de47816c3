package dev.safeconduct.agent.extension;

import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.config.JarTrust;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.oauth.ConfigException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Reads the jars that {@value #KEY} names: each by itself, those of a directory together. A jar is read once and looked at
 * afterwards, so that no other can be in its place when it is used (THREATS 91).
 */
public final class Extensions {

    static final String KEY = "safeconduct.agent.extensions";

    private static final int MOST_BYTES = 64 << 20;

    private Extensions() {}

    /**
     * Where providers are looked for.
     *
     * @param own the loader of the agent's own
     * @return the agent's own, then one for each extension
     * @throws OAuthException if an extension cannot be read, or others could have written it; nothing of it has run
     */
    public static List<ClassLoader> loaders(Config config, ClassLoader own, EventLog log) throws OAuthException {
        String value = config.get(KEY);
        if (value == null) {
            return List.of(own);
        }
        Module agent = Extensions.class.getModule();
        List<ClassLoader> loaders = new ArrayList<>(List.of(own));
        for (String path : value.split(",", -1)) {
            ExtensionLoader loader = new ExtensionLoader(own, content(Path.of(path.strip()), log));
            if (agent.isNamed()) {
                agent.addExports(TokenStore.class.getPackageName(), loader.getUnnamedModule());
            }
            loaders.add(loader);
        }
        return loaders;
    }

    private static Map<String, byte[]> content(Path path, EventLog log) throws OAuthException {
        Map<String, byte[]> content = new HashMap<>();
        try {
            for (Path jar : jars(path)) {
                byte[] bytes = read(jar);
                String complaint = JarTrust.complaint(jar);
                if (complaint != null) {
                    throw new ConfigException(KEY, KEY + " " + complaint + ". Nothing of it was run.");
                }
                log.log(EventLog.Level.INFO, "Extension " + jar + ", SHA-256 " + digest(bytes) + ".");
                unpack(bytes, content);
            }
        } catch (OAuthException e) {
            throw e;
        } catch (IOException e) {
            throw new ConfigException(
                    KEY, KEY + " names " + path + ", which cannot be read as a jar: " + e + ". Correct it.");
        }
        return content;
    }

    private static List<Path> jars(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static byte[] read(Path jar) throws IOException {
        try (InputStream in = Files.newInputStream(jar)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it has more than 64 MiB");
            }
            return bytes;
        }
    }

    private static void unpack(byte[] jar, Map<String, byte[]> content) throws IOException {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
            int entries = 0;
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries++;
                String name = entry.getName();
                content.merge(name, in.readAllBytes(), (first, second) -> join(name, first, second));
            }
            if (entries == 0) {
                throw new IOException("it is not a jar");
            }
        }
    }

    /** Services of several jars are all there; of anything else the first counts, as on a class path. */
    private static byte[] join(String name, byte[] first, byte[] second) {
        if (!name.startsWith("META-INF/services/")) {
            return first;
        }
        byte[] joined = new byte[first.length + 1 + second.length];
        System.arraycopy(first, 0, joined, 0, first.length);
        joined[first.length] = '\n';
        System.arraycopy(second, 0, joined, first.length + 1, second.length);
        return joined;
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
