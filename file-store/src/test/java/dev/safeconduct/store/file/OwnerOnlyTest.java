package dev.safeconduct.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a file system with access control lists is asked for, as that of Windows; on Windows itself it was not run. */
class OwnerOnlyTest {

    private static final UserPrincipal USER = () -> System.getProperty("user.name");

    private static List<AclEntry> list(FileAttribute<?>[] attributes) {
        assertThat(attributes).hasSize(1);
        assertThat(attributes[0].name()).isEqualTo("acl:acl");
        @SuppressWarnings("unchecked")
        List<AclEntry> entries = (List<AclEntry>) attributes[0].value();
        return entries;
    }

    @Test
    void a_file_is_created_for_its_user_alone() {
        List<AclEntry> entries = list(OwnerOnly.attributes(new WithLists(true), false));
        assertThat(entries).singleElement().satisfies(entry -> {
            assertThat(entry.type()).isEqualTo(AclEntryType.ALLOW);
            assertThat(entry.principal()).isEqualTo(USER);
            assertThat(entry.permissions()).containsExactlyInAnyOrder(AclEntryPermission.values());
            assertThat(entry.flags()).isEmpty();
        });
    }

    @Test
    void a_directory_hands_it_down() {
        assertThat(list(OwnerOnly.attributes(new WithLists(true), true)))
                .singleElement()
                .satisfies(entry -> assertThat(entry.flags())
                        .containsExactlyInAnyOrder(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT));
    }

    @Test
    void where_the_user_is_unknown_or_there_are_no_lists_the_directory_decides() {
        assertThat(OwnerOnly.attributes(new WithLists(false), false)).isEmpty();
        assertThat(OwnerOnly.attributes(FileSystems.getFileSystem(java.net.URI.create("jrt:/")), false))
                .isEmpty();
    }

    /** Knows nothing but who its users are. */
    private static final class WithLists extends FileSystem {
        private final boolean knowsUser;

        WithLists(boolean knowsUser) {
            this.knowsUser = knowsUser;
        }

        @Override
        public Set<String> supportedFileAttributeViews() {
            return Set.of("basic", "dos", "acl", "owner", "user");
        }

        @Override
        public UserPrincipalLookupService getUserPrincipalLookupService() {
            return new UserPrincipalLookupService() {
                @Override
                public UserPrincipal lookupPrincipalByName(String name) throws IOException {
                    if (knowsUser && name.equals(USER.getName())) {
                        return USER;
                    }
                    throw new UserPrincipalNotFoundException(name);
                }

                @Override
                public GroupPrincipal lookupPrincipalByGroupName(String group) throws IOException {
                    throw new UserPrincipalNotFoundException(group);
                }
            };
        }

        @Override
        public FileSystemProvider provider() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public String getSeparator() {
            return "\\";
        }

        @Override
        public Iterable<Path> getRootDirectories() {
            return List.of();
        }

        @Override
        public Iterable<FileStore> getFileStores() {
            return List.of();
        }

        @Override
        public Path getPath(String first, String... more) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PathMatcher getPathMatcher(String pattern) {
            throw new UnsupportedOperationException();
        }

        @Override
        public WatchService newWatchService() {
            throw new UnsupportedOperationException();
        }
    }
}
