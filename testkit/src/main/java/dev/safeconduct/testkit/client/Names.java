package dev.safeconduct.testkit.client;

import java.net.IDN;
import java.util.List;
import java.util.stream.Stream;

/** Host names that only the programs under test know: all of them are this machine. */
public final class Names {
    /** A configured server. */
    public static final String NAMED = "kiosk.test";

    /** Another host of the configured servers' address. */
    public static final String OTHER = "other.test";

    /** Another host, with another address. */
    public static final String EVIL = "evil.test";

    /** Look like the configured one, or are it for those who fold or map characters. */
    public static final List<String> LOOK_ALIKES = List.of(
            "\u212Aiosk.test", // the Kelvin sign
            "kio\u017Fk.test", // a long s
            "k\u0456osk.test", // Cyrillic
            IDN.toASCII("k\u0456osk.test"),
            "ki\u00F3sk.test",
            IDN.toASCII("ki\u00F3sk.test"),
            "\uFF4Biosk.test", // full width
            "kiosk\u3002test",
            "kiosk\uFF0Etest",
            "kiosk\u00AD.test"); // a soft hyphen

    /** Hosts that a resolver may take for the configured one. */
    public static final List<String> ODD =
            List.of("kiosk%2etest", "kiosk.test%00", "127.0.0.1.", "127.0.0.1%2e", "127.0.0.1%00", "0x7f.0.0.1");

    private Names() {}

    public static String hostsFile() {
        List<String> here = Stream.concat(
                        Stream.of("localhost", NAMED, "KIOSK.test", "Kiosk.Test", "KIOSK.TEST", NAMED + ".", OTHER),
                        Stream.concat(ODD.stream(), LOOK_ALIKES.stream()))
                .toList();
        List<String> there = List.of(EVIL, "kiosk.test%40evil.test", "evil.test%40kiosk.test", "evil.test%00");
        return "127.0.0.1 " + String.join(" ", here) + "\n127.0.0.2 " + String.join(" ", there) + "\n";
    }
}
