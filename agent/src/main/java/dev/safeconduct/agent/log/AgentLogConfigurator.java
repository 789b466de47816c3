package dev.safeconduct.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.nio.charset.StandardCharsets;

/**
 * Configures Logback in place of its own search for files, whichever class is the first to log: also for a library
 * inside the agent, whose lines are dropped.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class AgentLogConfigurator extends ContextAwareBase implements Configurator {

    /** Called by Logback's service loader. */
    public AgentLogConfigurator() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        // What Logback says about itself goes nowhere: with a listener it does not print it.
        context.getStatusManager().add(new NopStatusListener());
        LogSettings settings = LogSettings.current();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
        if (settings.level() != null) {
            ch.qos.logback.classic.Logger logger = context.getLogger(AgentLog.LOGGER);
            logger.setLevel(Level.toLevel(settings.level().name()));
            logger.addAppender(appender(context, settings));
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static OutputStreamAppender<ILoggingEvent> appender(LoggerContext context, LogSettings settings) {
        if (settings.file() != null) {
            FileAppender<ILoggingEvent> file = new FileAppender<>();
            file.setFile(settings.file());
            start(file, context, true);
            if (file.isStarted()) {
                return file;
            }
            System.err.println("safeconduct: WARN the file of safeconduct.agent.log-file cannot be written.");
        }
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setTarget("System.err");
        start(console, context, false);
        return console;
    }

    private static void start(OutputStreamAppender<ILoggingEvent> appender, LoggerContext context, boolean time) {
        LineLayout layout = new LineLayout(time);
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
    }
}
