package dev.safeconduct.agent.hook;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where adapters come from.
 *
 * @param agent the agent's own loader, or one of a test: has their class files, and what they share with the agent
 * @param relocation the copy of the client that they are for
 */
public record AdapterSource(ClassLoader agent, Relocation relocation) {

    /** The folder of the agent's jar where adapters lie. */
    private static final String FOLDER = "adapters/";

    /**
     * The class file of an adapter's class.
     *
     * @param name with dots
     * @return null if there is no such class
     */
    public byte @Nullable [] read(String name) throws IOException {
        byte[] bytes = PackedResources.read(agent, FOLDER + name.replace('.', '/') + ".class");
        return bytes == null ? null : relocation.of(bytes);
    }
}
