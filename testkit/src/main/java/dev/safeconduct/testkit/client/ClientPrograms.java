package dev.safeconduct.testkit.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How a contract gets its programs. */
public interface ClientPrograms {

    /** Where the contract is run, each by a name: a JDK, a version of the client. */
    List<?> environments();

    /**
     * A program whose requests get tokens.
     *
     * @param environment one of {@link #environments}
     * @param settings the configuration; {@link Api#SECRET_VARIABLE} has to be an environment variable of the program
     */
    ClientProgram start(Object environment, ClientSurroundings surroundings, List<Map<String, String>> settings);

    /** The same program as it is without us. */
    ClientProgram startWithout(Object environment, ClientSurroundings surroundings);

    /** A new, empty folder that outlives the test. */
    Path newFolder(String name);
}
