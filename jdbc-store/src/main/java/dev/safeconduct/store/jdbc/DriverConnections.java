package dev.safeconduct.store.jdbc;

import dev.safeconduct.spi.ProviderConfig;
import dev.safeconduct.spi.TokenStoreException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Connections by a driver on the class path. Not by {@link DriverManager}, whose settings are those of the program. */
final class DriverConnections implements ConnectionSource {

    private final JdbcSettings settings;
    private final Driver driver;

    DriverConnections(JdbcSettings settings) throws TokenStoreException {
        this.settings = settings;
        this.driver = settings.driver() == null ? find(settings) : load(settings.driver());
    }

    private static Driver load(String className) throws TokenStoreException {
        for (ClassLoader loader : loaders()) {
            try {
                Class<?> type = Class.forName(className, true, loader);
                return type.asSubclass(Driver.class).getDeclaredConstructor().newInstance();
            } catch (ClassNotFoundException e) {
                // The next loader may have it.
            } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
                throw new TokenStoreException(
                        JdbcSettings.DRIVER + " is " + className + ", which is not a usable driver. Correct it.", e);
            }
        }
        throw new TokenStoreException(JdbcSettings.DRIVER + " is " + className
                + ", which is not on the class path. Add the artifact that has it, or correct the name.");
    }

    /** The one beside this class before the program's, which may be another version. */
    private static ClassLoader[] loaders() {
        ClassLoader own = DriverConnections.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null || context == own ? new ClassLoader[] {own} : new ClassLoader[] {own, context};
    }

    private static Driver find(JdbcSettings settings) throws TokenStoreException {
        for (ClassLoader loader : loaders()) {
            Driver found = find(ServiceLoader.load(Driver.class, loader), settings.url());
            if (found != null) {
                return found;
            }
        }
        try {
            return DriverManager.getDriver(settings.url());
        } catch (SQLException e) { // it has the whole URL
            throw new TokenStoreException("No driver on the class path takes " + settings.shown() + " of "
                    + JdbcSettings.URL + ". Add " + artifact(settings.url()) + ", or set " + JdbcSettings.DRIVER + ".");
        }
    }

    /** A driver that cannot be loaded hinders no other. */
    private static @Nullable Driver find(ServiceLoader<Driver> drivers, String url) {
        for (Iterator<Driver> each = drivers.iterator(); ; ) {
            try {
                if (!each.hasNext()) {
                    return null;
                }
                Driver driver = each.next();
                if (driver.acceptsURL(url)) {
                    return driver;
                }
            } catch (ServiceConfigurationError | SQLException e) {
                // As above.
            }
        }
    }

    private static String artifact(String url) {
        return switch (url.split(":", 3)[1]) {
            case "postgresql" -> "org.postgresql:postgresql";
            case "mariadb" -> "org.mariadb.jdbc:mariadb-java-client";
            case "mysql" -> "com.mysql:mysql-connector-j";
            case "h2" -> "com.h2database:h2";
            default -> "the artifact of its driver";
        };
    }

    @Override
    public Connection open(Duration atMost) throws SQLException, TokenStoreException {
        Properties properties = new Properties();
        try {
            put(properties, "user", settings.config(), JdbcSettings.USER);
            put(properties, "password", settings.config(), JdbcSettings.PASSWORD);
        } catch (IllegalArgumentException e) { // of a key whose file or variable is missing, which it names
            throw new TokenStoreException(String.valueOf(e.getMessage()), e);
        }
        limit(properties, atMost);
        Connection connection = driver.connect(settings.url(), properties);
        if (connection == null) {
            throw new TokenStoreException("The driver " + driver.getClass().getName() + " of " + JdbcSettings.DRIVER
                    + " does not take " + settings.shown() + ". Correct it, or " + JdbcSettings.URL + ".");
        }
        return connection;
    }

    private static void put(Properties properties, String name, ProviderConfig config, String key) {
        String value = config.get(key);
        if (value != null) {
            properties.setProperty(name, value);
        }
    }

    /** Without these, a server that stands still holds the thread for ever: there is no connection yet to limit. */
    private void limit(Properties properties, Duration atMost) {
        long millis = atMost.toMillis();
        switch (settings.url().split(":", 3)[1]) {
            case "postgresql" -> {
                String seconds = Long.toString((millis + 999) / 1_000);
                limit(properties, "connectTimeout", seconds);
                limit(properties, "socketTimeout", seconds);
            }
            case "mariadb", "mysql" -> {
                limit(properties, "connectTimeout", Long.toString(millis));
                limit(properties, "socketTimeout", Long.toString(millis));
            }
            default -> {
                // H2 knows none.
            }
        }
    }

    private void limit(Properties properties, String name, String value) {
        if (!settings.url().toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT) + "=")) {
            properties.setProperty(name, value);
        }
    }

    @Override
    public String shown() {
        return "database " + settings.shown();
    }
}
