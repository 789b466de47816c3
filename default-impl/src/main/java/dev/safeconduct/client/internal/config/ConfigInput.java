package dev.safeconduct.client.internal.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the program was started with, captured once: nothing in this package asks the JVM for a property or a variable.
 *
 * @param given what the program itself says; counts before everything else
 * @param systemProperties the system properties
 * @param environment the environment variables
 * @param argument the agent's argument: null or empty, a properties file, or the URL of one server
 */
public record ConfigInput(
        Map<String, String> given,
        Map<String, String> systemProperties,
        Map<String, String> environment,
        @Nullable String argument) {

    /** Copies the maps. */
    public ConfigInput {
        given = Map.copyOf(given);
        systemProperties = Map.copyOf(systemProperties);
        environment = Map.copyOf(environment);
    }

    /** Of a program that says nothing itself. */
    public ConfigInput(
            Map<String, String> systemProperties, Map<String, String> environment, @Nullable String argument) {
        this(Map.of(), systemProperties, environment, argument);
    }

    /** Says nothing of the values: an environment is full of other people's secrets. */
    @Override
    public String toString() {
        return "ConfigInput[" + systemProperties.size() + " properties, " + environment.size() + " variables]";
    }
}
