package dev.safeconduct.agent.cli;

import picocli.CommandLine.Option;

/** What every command understands. */
final class CommonOptions {

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but results, errors, and the address of a login page that no browser shows.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more, with stack traces. Never shows a secret.")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and end.")
    boolean help;
}
