package dev.safeconduct.agent.cli;

import dev.safeconduct.agent.hook.ClientHook;
import dev.safeconduct.agent.loader.ChosenClients;
import dev.safeconduct.client.internal.text.ServerText;
import dev.safeconduct.client.oauth.OAuthJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What {@code attach} prints: what the agent, in its entry class, has replied. */
final class AttachReport {

    private static final String IN = "in";
    private static final String PRESENT = "present";
    private static final String OUT = "out ";

    private final long pid;
    private final String main;
    private final String first;
    private final List<String> woven;

    /** @param reply the lines; none if the program sees other files, so that it could not reply */
    AttachReport(long pid, String main, List<String> reply) {
        this.pid = pid;
        this.main = main;
        this.first = reply.isEmpty() ? "" : reply.get(0);
        this.woven = reply.isEmpty() ? List.of() : reply.subList(1, reply.size());
    }

    /** Whether the agent is there now. */
    boolean isIn() {
        return isNew() || first.equals(PRESENT);
    }

    /** Whether it was not there before. */
    boolean isNew() {
        return first.equals(IN);
    }

    private List<String> clients(Predicate<ClientHook> which) {
        return ChosenClients.all().stream()
                .filter(which)
                .filter(hook -> hook.classes().stream()
                        .anyMatch(hooked -> isWoven(hook, hooked.name().replace('/', '.'))))
                .map(ClientHook::name)
                .toList();
    }

    /** By itself, or as a copy in another package, which only the program knows. */
    private boolean isWoven(ClientHook hook, String className) {
        String original = ChosenClients.packageOf(hook.name());
        String below = original == null ? className : className.substring(original.length());
        return woven.stream().anyMatch(name -> name.equals(className) || (original != null && name.endsWith(below)));
    }

    private String why() {
        return first.startsWith(OUT)
                ? ServerText.sanitize(first.substring(OUT.length()).replace("safeconduct: disabled: ", ""))
                : "it did not reply, as where it sees other files than this command.";
    }

    String text() {
        String program = "process " + pid + " (" + main + ")";
        if (first.equals(PRESENT)) {
            return "The agent is in " + program
                    + " already, with the configuration that it has. Nothing was changed.\n";
        }
        if (!isNew()) {
            return "The agent stays out of " + program + ": " + why() + "\n";
        }
        StringBuilder text = new StringBuilder("The agent is in " + program + ".\n");
        List<String> used = clients(hook -> true);
        text.append("  HTTP clients that it has loaded: ")
                .append(used.isEmpty() ? "none yet" : String.join(", ", used))
                .append('\n');
        List<String> unreached = clients(hook -> !hook.reachesEarlierObjects());
        if (!unreached.isEmpty()) {
            text.append("  Only client objects that are made from now on get tokens: ")
                    .append(String.join(", ", unreached))
                    .append(". For those that exist, start the program with -javaagent.\n");
        }
        return text.toString();
    }

    String json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("pid", pid);
        json.put("main", main);
        json.put("state", isNew() ? "loaded" : isIn() ? "present" : "out");
        if (!isIn()) {
            json.put("reason", why());
        }
        json.put("clients", clients(hook -> true));
        json.put("later_objects_only", clients(hook -> !hook.reachesEarlierObjects()));
        return new String(OAuthJson.write(json), StandardCharsets.UTF_8) + "\n";
    }
}
