package dev.safeconduct.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** The program {@code Load}, which makes requests when it is told to. For one thread. */
final class RunningLoad implements AutoCloseable {

    private final Process process;
    private final Writer requests;
    private final BufferedReader answers;

    RunningLoad(Process process) {
        this.process = process;
        requests = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Waits until they are answered.
     *
     * @return the CPU time of the process from its start, in microseconds
     * @throws IllegalStateException if it has failed
     */
    double request(int number) throws IOException {
        requests.write(number + "\n");
        requests.flush();
        String answer = answers.readLine();
        if (answer == null || !answer.startsWith("MICROS ")) {
            throw new IllegalStateException("Load says " + answer);
        }
        return Double.parseDouble(answer.substring("MICROS ".length()));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
