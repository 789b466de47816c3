package dev.safeconduct.client.internal.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the program was started with, captured once: nothing in this package asks the JVM for a property or a variable.
 *
 * @param systemProperties the system properties
 * @param environment the environment variables
 * @param argument the agent's argument: null or empty, a properties file, or the URL of one server
 */
public record ConfigInput(
        Map<String, String> systemProperties, Map<String, String> environment, @Nullable String argument) {

    /** Copies both maps. */
    public ConfigInput {
        systemProperties = Map.copyOf(systemProperties);
        environment = Map.copyOf(environment);
    }

    /** Says nothing of the values: an environment is full of other people's secrets. */
    @Override
    public String toString() {
        return "ConfigInput[" + systemProperties.size() + " properties, " + environment.size() + " variables]";
    }
}
