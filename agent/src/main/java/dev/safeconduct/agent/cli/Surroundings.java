package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.ConfigInput;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * What one run of the command line has around it. Commands ask nothing else of the JVM, so that a test can be all of it.
 *
 * @param in standard input
 * @param out standard output: results that were asked for, and nothing else
 * @param err standard error: everything for the person
 * @param terminal whether a person sits there, at the input and the output; newer JVMs load a service provider to tell
 * @param columns the width of that terminal; may block for a moment
 * @param config what the configuration is read from
 * @param clock tells the time
 * @param providers where stores and browsers are looked for
 */
record Surroundings(
        InputStream in,
        PrintStream out,
        PrintStream err,
        BooleanSupplier terminal,
        IntSupplier columns,
        ConfigInput config,
        Clock clock,
        ClassLoader providers) {

    /** What the configuration is read from, with settings that take precedence over all others. */
    ConfigInput configWith(Map<String, String> settings) {
        return new ConfigInput(settings, config.systemProperties(), config.environment(), config.argument());
    }

    /** The same where the configuration is read as by an agent with this argument. */
    Surroundings withArgument(String argument) {
        ConfigInput input = new ConfigInput(config.given(), config.systemProperties(), config.environment(), argument);
        return new Surroundings(in, out, err, terminal, columns, input, clock, providers);
    }
}
