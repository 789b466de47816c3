import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Prints the reports of the tests as a table of cases and servers: ok, FAILED, or not offered, each with its reason below. What
 * a server does not offer its test has asserted, and said on its standard output.
 * Arguments: the folder of the reports, then for each server its name, {@code =}, and its class. Exits with 1 if a case
 * has failed or a server has no report.
 */
public class Table {
    private static final String OK = "ok";
    private static final String FAILED = "FAILED";
    private static final String NOT_OFFERED = "not offered";

    private final Map<String, Map<String, String>> cells = new TreeMap<>();
    private final List<String> reasons = new ArrayList<>();
    private boolean hasFailed;

    public static void main(String[] args) throws Exception {
        Map<String, String> servers = new LinkedHashMap<>();
        for (String server : List.of(args).subList(1, args.length)) {
            servers.put(server.substring(0, server.indexOf('=')), server.substring(server.indexOf('=') + 1));
        }
        Table table = new Table();
        for (Map.Entry<String, String> server : servers.entrySet()) {
            table.read(server.getKey(), Path.of(args[0], "TEST-" + server.getValue() + ".xml"));
        }
        table.print(List.copyOf(servers.keySet()));
        System.exit(table.hasFailed ? 1 : 0);
    }

    private void read(String server, Path report) throws Exception {
        if (!Files.exists(report)) {
            fail(server, "all cases", "no report: the tests did not run");
            return;
        }
        NodeList cases = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            read(server, (Element) cases.item(i));
        }
        if (cases.getLength() == 0) {
            fail(server, "all cases", "no case was run");
        }
    }

    private void read(String server, Element test) {
        String name = caseOf(test.getAttribute("name"));
        for (String kind : List.of("failure", "error")) {
            if (test.getElementsByTagName(kind).getLength() > 0) {
                fail(server, name, message(test, kind));
                return;
            }
        }
        if (test.getElementsByTagName("skipped").getLength() > 0) {
            fail(server, name, "skipped: " + message(test, "skipped"));
            return;
        }
        Optional<String> reason = output(test)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(NOT_OFFERED))
                .findFirst();
        put(server, name, reason.isPresent() ? NOT_OFFERED : OK);
        reason.ifPresent(why -> reasons.add(server + ": " + name + ": " + why));
    }

    /** Names of client authentication are one word. */
    private static String caseOf(String test) {
        String with = "client_credentials_with_";
        return test.startsWith(with) ? with.replace('_', ' ') + test.substring(with.length()) : test.replace('_', ' ');
    }

    private static String output(Element test) {
        NodeList outputs = test.getElementsByTagName("system-out");
        return outputs.getLength() == 0 ? "" : outputs.item(0).getTextContent();
    }

    private static String message(Element test, String kind) {
        Element element = (Element) test.getElementsByTagName(kind).item(0);
        String message = element.getAttribute("message");
        return (message.isBlank() ? element.getTextContent() : message)
                .strip()
                .lines()
                .findFirst()
                .orElse("");
    }

    private void fail(String server, String name, String reason) {
        hasFailed = true;
        put(server, name, FAILED);
        reasons.add(server + ": " + name + ": " + FAILED + ": " + reason);
    }

    private void put(String server, String name, String cell) {
        cells.computeIfAbsent(name, none -> new LinkedHashMap<>()).put(server, cell);
    }

    private void print(List<String> servers) throws IOException {
        int width = cells.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder line = new StringBuilder(" ".repeat(width));
        servers.forEach(server -> line.append("  ").append(String.format("%-13s", server)));
        System.out.println(line.toString().stripTrailing());
        cells.forEach((name, row) -> {
            StringBuilder cell = new StringBuilder(String.format("%-" + width + "s", name));
            servers.forEach(server -> cell.append("  ").append(String.format("%-13s", row.getOrDefault(server, "-"))));
            System.out.println(cell.toString().stripTrailing());
        });
        if (!reasons.isEmpty()) {
            System.out.println();
            reasons.forEach(System.out::println);
        }
    }
}
