package dev.safeconduct.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementsTest {

    private final List<Object> queryTimeouts = new ArrayList<>();

    @Test
    void a_read_by_key_in_postgresql_leaves_the_timeout_to_the_connection() throws Exception {
        readByKey(Dialect.POSTGRESQL, true);

        assertThat(queryTimeouts).isEmpty();
    }

    @Test
    void a_read_by_key_has_a_timeout_where_the_connection_has_none_or_the_database_is_another() throws Exception {
        readByKey(Dialect.POSTGRESQL, false);
        readByKey(Dialect.MARIADB, true);
        readByKey(Dialect.H2, true);

        assertThat(queryTimeouts).containsExactly(2, 2, 2);
    }

    @Test
    void a_write_has_a_timeout_in_any_case() throws Exception {
        Statements statements = statements(Dialect.POSTGRESQL, true);
        statements.prepare(connection(), statements.updateEntry).close();

        assertThat(queryTimeouts).containsExactly(2);
    }

    private void readByKey(Dialect dialect, boolean isLimited) throws SQLException {
        Statements statements = statements(dialect, isLimited);
        statements.prepareByKey(connection(), statements.selectEntry).close();
    }

    private static Statements statements(Dialect dialect, boolean isLimited) {
        return new Statements(dialect, "test_", Duration.ofMillis(1_500), isLimited);
    }

    private Connection connection() {
        PreparedStatement statement = fake(PreparedStatement.class, (proxy, method, arguments) -> {
            if (method.getName().equals("setQueryTimeout")) {
                queryTimeouts.add(arguments[0]);
            }
            return null;
        });
        return fake(Connection.class, (proxy, method, arguments) -> statement);
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
