import java.io.PrintWriter;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Runs tests, {@code Class#method} with blanks between them, for {@code prove}, and prints those that pass. Ends with 0 if all do, 1 if one
 * fails as a test, 2 if it could not be run: there is no such test, it was skipped, or classes do not fit together.
 */
public final class RunTest {
    private RunTest() {}

    public static void main(String[] args) {
        Set<String> classes = new LinkedHashSet<>();
        Set<String> methods = new HashSet<>();
        for (String test : args[0].split(" ")) {
            classes.add(test.split("#")[0]);
            methods.add(test.split("#")[1]);
        }
        PostDiscoveryFilter method = test -> {
            Optional<TestSource> source = test.getSource();
            boolean other = source.isPresent()
                    && source.get() instanceof MethodSource found
                    && !methods.contains(found.getMethodName());
            return FilterResult.includedIf(!other);
        };
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(classes.stream().map(DiscoverySelectors::selectClass).toList())
                .filters(method)
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        Outcomes outcomes = new Outcomes();
        LauncherFactory.create().execute(request, listener, outcomes);
        var summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true), 5);
        boolean misfit = summary.getFailures().stream().anyMatch(failure -> isMisfit(failure.getException()));
        Set<String> passed = outcomes.passed();
        passed.forEach(test -> System.out.println("PASSED " + test));
        boolean ran = passed.containsAll(Set.of(args[0].split(" "))) && summary.getTestsSkippedCount() == 0;
        // Not a normal return: a test may have left threads behind.
        System.exit(misfit ? 2 : summary.getTotalFailureCount() > 0 ? 1 : ran && summary.getTestsAbortedCount() == 0 ? 0 : 2);
    }

    /** What came of each method: it passes if each of its invocations does. */
    private static final class Outcomes implements TestExecutionListener {
        private final Set<String> passed = new LinkedHashSet<>();
        private final Set<String> others = new HashSet<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.getSource().orElse(null) instanceof MethodSource method) {
                boolean isPassed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
                (isPassed ? passed : others).add(method.getClassName() + "#" + method.getMethodName());
            }
        }

        Set<String> passed() {
            passed.removeAll(others);
            return passed;
        }
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
