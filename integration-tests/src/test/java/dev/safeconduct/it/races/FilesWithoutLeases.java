package dev.safeconduct.it.races;

import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.it.servers.UserHome;
import dev.safeconduct.it.store.ExampleStore;
import java.nio.file.Path;
import java.util.Map;

/** {@code integration-tests/races/StoreWithoutLeases.java}, with which a race has to be lost. */
final class FilesWithoutLeases implements SharedStore {
    private static final Path SOURCE =
            Path.of(System.getProperty("it.root"), "integration-tests/races/StoreWithoutLeases.java");

    @Override
    public void configure(UserHome home) {
        home.setInFile(Map.of(
                "safeconduct.agent.extensions",
                        ExampleStore.jar(TemporaryFolders.create("extension"), SOURCE)
                                .toString(),
                "safeconduct.store", "without-leases",
                "safeconduct.store.without-leases.dir",
                        TemporaryFolders.create("entries").toString()));
    }

    @Override
    public boolean holds(String text) {
        throw new UnsupportedOperationException("it is not raced for long enough");
    }

    @Override
    public boolean leasesEnd() {
        return false;
    }

    @Override
    public void close() {}
}
