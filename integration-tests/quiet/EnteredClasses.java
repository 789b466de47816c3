import com.sun.jdi.Bootstrap;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodEntryRequest;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** In which classes of ours a program enters a method, call by call: options of the JVM, then the main class with its arguments. */
public final class EnteredClasses {

    private static final String HOST = "hosts.Calls";

    private EnteredClasses() {}

    public static void main(String[] args) throws Exception {
        LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("options").setValue(args[0]);
        arguments.get("main").setValue(HOST + " " + args[1] + " 4");
        VirtualMachine vm = connector.launch(arguments);
        for (String filter : List.of("dev.safeconduct.*", HOST)) {
            MethodEntryRequest request = vm.eventRequestManager().createMethodEntryRequest();
            request.addClassFilter(filter);
            request.setSuspendPolicy(EventRequest.SUSPEND_NONE);
            request.enable();
        }
        Thread output = new Thread(() -> copy(vm));
        output.start();
        SortedMap<Integer, SortedSet<String>> calls = follow(vm);
        output.join();
        print("first call, with all that it wakes", calls.getOrDefault(1, new TreeSet<>()));
        print("third call", calls.getOrDefault(3, new TreeSet<>()));
    }

    private static void copy(VirtualMachine vm) {
        try {
            vm.process().getInputStream().transferTo(System.out);
            vm.process().getErrorStream().transferTo(System.err);
        } catch (java.io.IOException e) {
            System.err.println(e);
        }
    }

    private static SortedMap<Integer, SortedSet<String>> follow(VirtualMachine vm) throws InterruptedException {
        SortedMap<Integer, SortedSet<String>> calls = new TreeMap<>();
        int call = 0;
        vm.resume();
        while (true) {
            try {
                for (Event event : vm.eventQueue().remove()) {
                    if (event instanceof MethodEntryEvent entry) {
                        String type = entry.method().declaringType().name().replaceAll("\\$\\$Lambda.*", "");
                        if (!type.equals(HOST)) {
                            calls.computeIfAbsent(call, number -> new TreeSet<>()).add(type);
                        } else if (entry.method().name().equals("begin")) {
                            call++;
                        }
                    }
                }
            } catch (VMDisconnectedException end) {
                return calls;
            }
        }
    }

    private static void print(String what, SortedSet<String> types) {
        System.out.println(what + ": " + types.size() + " classes");
        types.stream()
                .collect(Collectors.groupingBy(
                        type -> type.replaceAll("\\.[^.]+$", "").replace("dev.safeconduct.", ""),
                        TreeMap::new,
                        Collectors.mapping(type -> type.replaceAll(".*\\.", ""), Collectors.joining(" "))))
                .forEach((group, names) -> System.out.println("  " + group + ": " + names));
    }
}
