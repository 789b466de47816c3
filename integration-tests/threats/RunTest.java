import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.util.Optional;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Runs one test, {@code Class#method}, for {@code prove}. Ends with 0 if it passes, 1 if it fails as a test, 2 if it
 * could not be run: there is no such test, it was skipped, or classes do not fit together.
 */
public final class RunTest {
    private RunTest() {}

    public static void main(String[] args) {
        String[] name = args[0].split("#");
        PostDiscoveryFilter method = test -> {
            Optional<TestSource> source = test.getSource();
            boolean other = source.isPresent()
                    && source.get() instanceof MethodSource found
                    && !found.getMethodName().equals(name[1]);
            return FilterResult.includedIf(!other);
        };
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(name[0]))
                .filters(name.length > 1 ? new PostDiscoveryFilter[] {method} : new PostDiscoveryFilter[0])
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        var summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true), 5);
        boolean misfit = summary.getFailures().stream().anyMatch(failure -> isMisfit(failure.getException()));
        boolean ran = summary.getTestsStartedCount() > 0 && summary.getTestsSkippedCount() == 0;
        // Not a normal return: a test may have left threads behind.
        System.exit(misfit ? 2 : summary.getTotalFailureCount() > 0 ? 1 : ran && summary.getTestsAbortedCount() == 0 ? 0 : 2);
    }

    private static boolean isMisfit(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError || cause instanceof ClassNotFoundException) {
                return true;
            }
        }
        return false;
    }
}
