package dev.safeconduct.it.races;

import dev.safeconduct.it.servers.UserHome;

/** Where the programs of a race keep their one login. */
interface SharedStore extends AutoCloseable {

    /** Has the programs of a home use it. */
    void configure(UserHome home);

    /** Whether a text is in it, wherever it may be. */
    boolean holds(String text);

    /** Whether the lease of a program that is stopped, and not dead, ends after a while. */
    boolean leasesEnd();

    @Override
    void close();
}
