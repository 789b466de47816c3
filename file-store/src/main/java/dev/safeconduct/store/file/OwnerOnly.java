package dev.safeconduct.store.file;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The access control list that a file or directory is created with where there are no POSIX modes: everything to the user of
 * this process, and nothing to others. A list that is given at creation takes the place of what the parent would hand down.
 */
final class OwnerOnly {

    private OwnerOnly() {}

    /** What to create with; nothing where there are no such lists, or the user is unknown to them. */
    static FileAttribute<?>[] attributes(FileSystem system, boolean isDirectory) {
        if (!system.supportedFileAttributeViews().contains("acl")) {
            return new FileAttribute<?>[0];
        }
        try {
            // Not the owner of a new file: for an administrator that may be the group of all administrators.
            String name = System.getProperty("user.name", "");
            UserPrincipal user = system.getUserPrincipalLookupService().lookupPrincipalByName(name);
            return new FileAttribute<?>[] {attribute(user, isDirectory)};
        } catch (IOException | UnsupportedOperationException e) {
            return new FileAttribute<?>[0]; // the directory's own rules have to do
        }
    }

    private static FileAttribute<List<AclEntry>> attribute(UserPrincipal user, boolean isDirectory) {
        Set<AclEntryFlag> handedDown = isDirectory
                ? EnumSet.of(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT)
                : EnumSet.noneOf(AclEntryFlag.class);
        List<AclEntry> entries = List.of(AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(user)
                .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                .setFlags(handedDown)
                .build());
        return new FileAttribute<>() {
            @Override
            public String name() {
                return "acl:acl";
            }

            @Override
            public List<AclEntry> value() {
                return entries;
            }
        };
    }
}
