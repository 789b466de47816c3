package dev.safeconduct.agent.cli;

import dev.safeconduct.client.internal.config.ServerConfig;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code doctor}: tries what a login and a request need, and prints one report that may be shown to others. */
@Command(
        name = "doctor",
        description = {
            "Check all that a login and a request to a server need, and print one report to paste in a bug report.",
            "It shows no secret and no account, but URLs and settings. Asks the server and its authorization server;"
                    + " opens no browser and changes no login. Ends with 1 if a check fails."
        })
final class DoctorCommand implements Callable<Integer> {

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

    @Parameters(paramLabel = "URL", description = "The server: its URL, or its name in the configuration.")
    String server = "";

    DoctorCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Console console = new Console(around, common);
        try (Client client = Client.openLeniently(around, console)) {
            ServerConfig found = KnownServers.find(client, server);
            Doctor doctor = new Doctor(client, found);
            doctor.examine();
            Why why = Why.of(
                    client, Objects.requireNonNull(AskedUrl.parse(found.url().text())));
            DoctorReport report = new DoctorReport(doctor, client, found, why);
            around.out().print(format.equals("json") ? report.json() : report.text());
            around.out().flush();
            return doctor.isWell() ? ExitCode.DONE : ExitCode.GENERAL;
        }
    }
}
