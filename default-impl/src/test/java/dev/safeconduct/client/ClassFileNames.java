package dev.safeconduct.client;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The classes of this project that a class file names, as {@code dev/safeconduct/client/Session}: those that it loads,
 * and those in its descriptors, signatures and annotations. A constant that the compiler copied leaves no name behind.
 */
final class ClassFileNames {
    private static final Pattern CLASS = Pattern.compile("dev/safeconduct/(?:[a-z0-9]+/)*[A-Z]\\w*");
    private static final int MAGIC = 0xCAFEBABE;

    private ClassFileNames() {}

    static Set<String> in(byte[] classFile) throws IOException {
        var names = new TreeSet<String>();
        var in = new DataInputStream(new ByteArrayInputStream(classFile));
        if (in.readInt() != MAGIC) {
            throw new IOException("not a class file");
        }
        in.readInt(); // the version
        int count = in.readUnsignedShort();
        for (int i = 1; i < count; i++) {
            i += readConstant(in, names);
        }
        return names;
    }

    /** How many entries of the table the constant takes beyond its own (JVMS 4.4.5: a long or double takes two). */
    private static int readConstant(DataInputStream in, Set<String> names) throws IOException {
        int tag = in.readUnsignedByte();
        switch (tag) {
            case 1 -> { // Utf8
                Matcher matcher = CLASS.matcher(in.readUTF());
                while (matcher.find()) {
                    names.add(matcher.group());
                }
            }
            case 7, 8, 16, 19, 20 -> in.skipNBytes(2); // Class, String, MethodType, Module, Package
            case 15 -> in.skipNBytes(3); // MethodHandle
            case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4); // numbers, references to members, dynamic ones
            case 5, 6 -> in.skipNBytes(8); // Long, Double
            default -> throw new IOException("unknown constant " + tag);
        }
        return tag == 5 || tag == 6 ? 1 : 0;
    }
}
