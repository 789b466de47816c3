package dev.safeconduct.it.agent;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.it.TemporaryFolders;
import dev.safeconduct.testkit.client.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What an operator sees of a running program, by JMX and by Java Flight Recorder. */
final class Observed {
    private static final String[] NAMES = {"injected", "passed", "refreshed", "resent", "failed"};

    private Observed() {}

    /** The counters by server and client; {@code api java.net.http} is {@code injected=1, passed=0, …}. */
    @SuppressWarnings("BanJNDI") // the address is that of a program which the test has started itself
    static Map<String, String> counters(HostJvm program) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(localManagement(program)))) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            for (ObjectName name : beans.queryNames(new ObjectName("dev.safeconduct:*"), null)) {
                List<String> values = new ArrayList<>();
                for (Attribute attribute : beans.getAttributes(name, NAMES).asList()) {
                    values.add(attribute.getName() + "=" + attribute.getValue());
                }
                found.put(
                        name.getKeyProperty("server") + " " + name.getKeyProperty("client"), String.join(", ", values));
            }
        } catch (JMException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    private static String localManagement(HostJvm program) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(program.pid()));
            try {
                return machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** Begins a recording of the agent's events. */
    static void record(HostJvm program, Jdk jdk) throws IOException {
        // Once it obeys, it has started: before that a JVM does not know all commands.
        program.send(Call.get("http://127.0.0.1:1/"));
        jcmd(program, jdk, "JFR.start", "name=safeconduct");
    }

    /** What the recording has: server, client and outcome of each event, in their order. */
    static List<String> events(HostJvm program, Jdk jdk) throws IOException {
        Path file = TemporaryFolders.create("recording").resolve("events.jfr");
        jcmd(program, jdk, "JFR.dump", "name=safeconduct", "filename=" + file);
        List<String> events = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().equals("dev.safeconduct.Request")) {
                events.add(
                        event.getString("server") + " " + event.getString("client") + " " + event.getString("outcome"));
            }
        }
        return events;
    }

    private static void jcmd(HostJvm program, Jdk jdk, String... command) throws IOException {
        List<String> all = new ArrayList<>(
                List.of(jdk.home().resolve("bin").resolve("jcmd").toString(), Long.toString(program.pid())));
        all.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(all).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.onExit().join().exitValue() != 0) {
            throw new AssertionError(said);
        }
    }
}
