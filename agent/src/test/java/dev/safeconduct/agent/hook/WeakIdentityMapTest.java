package dev.safeconduct.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WeakIdentityMapTest {

    private final WeakIdentityMap<String> map = new WeakIdentityMap<>();

    @Test
    void keys_are_compared_by_identity() {
        List<String> one = new ArrayList<>(List.of("equal"));
        List<String> other = new ArrayList<>(List.of("equal"));
        assertThat(map.putIfAbsent(one, "first")).isEqualTo("first");
        assertThat(map.putIfAbsent(one, "second")).isEqualTo("first");
        assertThat(map.get(other)).isNull();
        assertThat(map.putIfAbsent(other, "other")).isEqualTo("other");
        one.add("changed");
        assertThat(map.get(one)).isEqualTo("first");
    }

    @Test
    void grows_and_keeps_what_is_alive() {
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Object key = new Object();
            keys.add(key);
            map.putIfAbsent(key, "v" + i);
        }
        for (int i = 0; i < keys.size(); i++) {
            assertThat(map.get(keys.get(i))).isEqualTo("v" + i);
        }
        assertThat(map.size()).isEqualTo(1000);
    }

    @Test
    void forgets_what_is_collected() throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            map.putIfAbsent(new Object(), "gone");
        }
        Object kept = new Object();
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        int size = map.size();
        while (size > 1 && Instant.now().isBefore(end)) {
            System.gc();
            Thread.sleep(20);
            map.putIfAbsent(kept, "kept");
            size = map.size();
        }
        assertThat(size).isEqualTo(1);
        assertThat(map.get(kept)).isEqualTo("kept");
    }

    @Test
    void what_is_removed_is_not_there_and_takes_no_other_along() {
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Object key = new Object();
            keys.add(key);
            map.putIfAbsent(key, "v" + i);
        }
        for (int i = 0; i < keys.size(); i += 2) {
            map.remove(keys.get(i));
            map.remove(keys.get(i));
        }
        map.remove(new Object());
        for (int i = 0; i < keys.size(); i++) {
            assertThat(map.get(keys.get(i))).isEqualTo(i % 2 == 0 ? null : "v" + i);
        }
        assertThat(map.size()).isEqualTo(500);
        assertThat(map.putIfAbsent(keys.get(0), "once more")).isEqualTo("once more");
    }

    @Test
    void many_threads_get_one_value() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 200; round++) {
                Object key = new Object();
                List<Future<String>> values = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    String mine = "t" + i;
                    values.add(threads.submit(() -> map.putIfAbsent(key, mine)));
                }
                String first = values.get(0).get();
                for (Future<String> value : values) {
                    assertThat(value.get()).isSameAs(first);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
