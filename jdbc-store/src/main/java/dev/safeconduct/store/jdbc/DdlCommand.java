package dev.safeconduct.store.jdbc;

import java.io.PrintStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@code java -jar safeconduct-jdbc-store.jar ddl postgresql}: prints what creates the tables, and runs nothing. */
final class DdlCommand {

    private static final int USAGE = 64;

    private DdlCommand() {}

    /** Ends the JVM with 0, or with 64 where the arguments are wrong. */
    public static void main(String[] arguments) {
        int status = run(arguments, System.out, System.err);
        System.out.flush();
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        Dialect dialect = arguments.length > 1 ? dialect(arguments[1]) : null;
        String prefix = arguments.length > 2 ? arguments[2] : Dialect.DEFAULT_PREFIX;
        if (dialect == null
                || !arguments[0].equals("ddl")
                || arguments.length > 3
                || !Dialect.PREFIX.matcher(prefix).matches()) {
            err.println("Usage: java -jar safeconduct-jdbc-store.jar ddl <postgresql|mariadb|h2> [table-prefix]");
            err.println("Prints the statements that create the tables. The prefix is a letter and up to 29 characters"
                    + " of a-z, 0-9 and _; " + Dialect.DEFAULT_PREFIX + " by default.");
            return USAGE;
        }
        out.print(dialect.ddl(prefix));
        return 0;
    }

    private static @Nullable Dialect dialect(String word) {
        return Arrays.stream(Dialect.values())
                .filter(dialect -> dialect.word().equals(word))
                .findFirst()
                .orElse(null);
    }
}
