package dev.safeconduct.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Refusals as Windows makes them; on Windows itself nothing of this store was run. */
class SharingTest {

    private final AtomicInteger calls = new AtomicInteger();

    private String refusedTimes(int times, IOException refusal) throws IOException {
        if (calls.incrementAndGet() <= times) {
            throw refusal;
        }
        return "done";
    }

    @Test
    void what_is_refused_for_a_moment_is_done_again() throws Exception {
        IOException violation = new FileSystemException("a", "b", "used by another process");
        assertThat(Sharing.retried(5, () -> refusedTimes(5, violation))).isEqualTo("done");
        assertThat(calls).hasValue(6);
    }

    @Test
    void what_is_refused_for_longer_is_an_error() {
        IOException denied = new AccessDeniedException("a");
        assertThatThrownBy(() -> Sharing.retried(5, () -> refusedTimes(6, denied)))
                .isSameAs(denied);
        assertThat(calls).hasValue(6);
    }

    @Test
    void a_file_that_is_missing_is_not_waited_for() {
        assertThatThrownBy(() -> Sharing.retried(5, () -> refusedTimes(1, new NoSuchFileException("a"))))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void an_interrupt_meanwhile_is_kept() throws Exception {
        Thread.currentThread().interrupt();
        assertThat(Sharing.retried(1, () -> refusedTimes(1, new AccessDeniedException("a"))))
                .isEqualTo("done");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void where_modes_are_posix_nothing_is_done_twice() {
        assertThatThrownBy(() -> Sharing.retried(Path.of("a"), () -> refusedTimes(1, new AccessDeniedException("a"))))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(calls).hasValue(1);
    }
}
