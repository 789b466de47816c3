package dev.safeconduct.store.file;

import dev.safeconduct.store.file.EntryFiles.Found;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Deletes entries that have expired, where it finds them. None of them is read or listed before either. */
final class ExpiredEntries {

    private final StoreDirectory directory;
    private final EntryFiles files;
    private final WriteLocks locks;

    ExpiredEntries(StoreDirectory directory, EntryFiles files) {
        this.directory = directory;
        this.files = files;
        // What another process is writing is left to it.
        this.locks = new WriteLocks(directory, Duration.ZERO);
    }

    /** The names of all entries that have not expired. */
    List<String> sweep(Instant now) throws IOException {
        List<String> expired = new ArrayList<>();
        List<String> names = directory.names(now, expired);
        for (String name : expired) {
            try {
                locks.under(name, () -> remove(name, now));
            } catch (IOException e) {
                // The disk may be read-only. It is as good as deleted.
            }
        }
        return names;
    }

    /** Another process may have written it again. */
    private boolean remove(String name, Instant now) throws IOException {
        Found found = files.find(name);
        if (found == null || !ExpiryLine.isExpired(found.content(), now)) {
            return false;
        }
        files.remove(name, found);
        return true;
    }
}
