package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.record.StoreEncryption.Result;
import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.TokenStoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code store encrypt}: encrypts what is stored. */
@Command(
        name = "encrypt",
        description = {
            "Encrypt all that is stored with the key that is configured: what is not encrypted yet, and what is by an old"
                    + " key. No network.",
            "May be interrupted and run again. Ends with 5 if an entry could not be encrypted; it is as it was."
        })
final class StoreEncryptCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            converter = JsonOrText.class,
            description = "text (default) or json.")
    String format = "text";

    StoreEncryptCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Console console = new Console(around, common);
        try (Client client = Client.open(around, console)) {
            Map<Result, Integer> counts = new EnumMap<>(Result.class);
            List<TokenStoreException> failures = new ArrayList<>();
            client.storeEncryption().run(result -> counts.merge(result, 1, Integer::sum), failures::add);
            around.out().print(format.equals("json") ? json(counts, failures.size()) : text(counts, failures.size()));
            around.out().flush();
            for (TokenStoreException failure : failures) {
                console.tell(Failures.words(failure));
                console.trace(failure);
            }
            return failures.isEmpty() ? ExitCode.DONE : ExitCode.STORE;
        }
    }

    private static String text(Map<Result, Integer> counts, int failed) {
        StringBuilder text = new StringBuilder();
        line(text, "Encrypted", counts.getOrDefault(Result.ENCRYPTED, 0));
        line(text, "Encrypted again, with the present key", counts.getOrDefault(Result.REENCRYPTED, 0));
        line(text, "Unchanged", counts.getOrDefault(Result.UNCHANGED, 0));
        if (counts.containsKey(Result.LEFT_TO_GO_TOOL)) {
            line(text, "Left as the Go tool wrote it, not encrypted", counts.get(Result.LEFT_TO_GO_TOOL));
        }
        line(text, "Failed", failed);
        return text.toString();
    }

    private static void line(StringBuilder text, String label, int count) {
        text.append(label).append(": ").append(count).append(System.lineSeparator());
    }

    private static String json(Map<Result, Integer> counts, int failed) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        for (Result result : Result.values()) {
            json.put(result.name().toLowerCase(Locale.ROOT), counts.getOrDefault(result, 0));
        }
        json.put("failed", failed);
        return new String(OAuthJson.write(json), StandardCharsets.UTF_8) + System.lineSeparator();
    }
}
