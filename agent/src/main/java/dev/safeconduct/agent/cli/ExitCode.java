package dev.safeconduct.agent.cli;

/** How the command line ends; scripts rely on these numbers. */
final class ExitCode {

    static final int DONE = 0;
    static final int GENERAL = 1;
    static final int LOGIN_NEEDED = 2;
    static final int LOGIN_FAILED = 3;
    static final int NETWORK = 4;
    static final int STORE = 5;
    static final int USAGE = 64;
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
