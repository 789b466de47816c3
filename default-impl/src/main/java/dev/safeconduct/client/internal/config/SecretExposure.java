package dev.safeconduct.client.internal.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Warns of secrets that others can read where they are written. */
final class SecretExposure {

    private SecretExposure() {}

    static List<ConfigProblem> warnings(Collection<RawSetting> settings) {
        List<ConfigProblem> warnings = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (RawSetting setting : settings) {
            ConfigKey key = ConfigKeys.find(setting.key());
            if (key == null || !key.served() || !key.hides(setting.value())) {
                continue;
            }
            if (References.isReference(setting.value())) {
                Path named = References.file(setting.value());
                if (named != null && seen.add(named) && isLoose(named)) {
                    warnings.add(setting.warning(
                            "the file of " + setting.key() + " is open to other users: chmod 640 " + named));
                }
                continue;
            }
            Path file = setting.file();
            if (file != null && seen.add(file) && isReadableByOthers(file)) {
                warnings.add(setting.warning(
                        "the file with " + setting.key() + " can be read by other users: chmod 600 " + file));
            }
            if (setting.from() == RawSetting.From.SYSTEM_PROPERTY) {
                warnings.add(setting.warning(setting.key()
                        + " is on the command line, which other users can read: use ${env:NAME} or ${file:path}"));
            }
        }
        return warnings;
    }

    /** A group may read what another program writes for it. */
    private static boolean isLoose(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            permissions.removeAll(Set.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_READ));
            return !permissions.isEmpty();
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return false; // it is not there yet, or the system has no such permissions
        }
    }

    private static boolean isReadableByOthers(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            return permissions.contains(PosixFilePermission.GROUP_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            // No such permissions on this system: nothing to advise.
            return false;
        }
    }
}
