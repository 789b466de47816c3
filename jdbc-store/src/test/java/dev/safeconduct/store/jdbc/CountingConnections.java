package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.TokenStoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections that count themselves, and what is executed on them. */
final class CountingConnections implements ConnectionSource {

    private final ConnectionSource source;
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger executed = new AtomicInteger();

    CountingConnections(ConnectionSource source) {
        this.source = source;
    }

    /** What was executed, and on how many connections, since this was last called. */
    String counts() {
        int connections = opened.getAndSet(0);
        int statements = executed.getAndSet(0);
        return connections == 0 ? "0" : statements + " (" + connections + ")";
    }

    @Override
    public Connection open(Duration atMost) throws SQLException, TokenStoreException {
        Connection connection = source.open(atMost);
        opened.incrementAndGet();
        return counting(Connection.class, connection);
    }

    @Override
    public String shown() {
        return source.shown();
    }

    private <T> T counting(Class<T> type, Object target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().startsWith("execute")) {
                        executed.incrementAndGet();
                    }
                    try {
                        Object result = method.invoke(target, arguments);
                        return result instanceof PreparedStatement ? counting(PreparedStatement.class, result) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
