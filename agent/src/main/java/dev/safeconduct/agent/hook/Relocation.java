package dev.safeconduct.agent.hook;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a client that a library has moved to another package: which names take the place of which. Both packages have
 * slashes.
 */
public record Relocation(String from, String to) {

    /** The client itself. */
    public static final Relocation NONE = new Relocation("", "");

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int METHOD_HANDLE = 15;
    private static final int METHOD_TYPE = 16;
    private static final int MODULE = 19;
    private static final int PACKAGE = 20;

    /** The name, with slashes, that a class of the copy has in the client; null if it is not one. */
    public @Nullable String original(String className) {
        return className.startsWith(to + "/") ? from + className.substring(to.length()) : null;
    }

    /** A name of a class, with slashes or dots, or a text with descriptors, as it is in the copy. */
    public String of(String text) {
        if (from.isEmpty()) {
            return text;
        }
        if (text.startsWith(from + "/")) {
            return to + text.substring(from.length());
        }
        if (text.startsWith(from.replace('/', '.') + ".")) {
            return to.replace('/', '.') + text.substring(from.length());
        }
        return text.replace("L" + from + "/", "L" + to + "/");
    }

    /** A class file that uses the client, as one that uses the copy: names of classes, descriptors, and texts that are names. */
    public byte[] of(byte[] classFile) throws IOException {
        if (from.isEmpty()) {
            return classFile;
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(classFile.length + 1024);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(in.readLong()); // magic number and version
        int count = in.readUnsignedShort();
        out.writeShort(count);
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            out.writeByte(tag);
            switch (tag) {
                case UTF8 -> out.writeUTF(of(in.readUTF()));
                case LONG, DOUBLE -> {
                    out.writeLong(in.readLong());
                    i++; // takes two places
                }
                case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE -> out.writeShort(in.readShort());
                case METHOD_HANDLE -> {
                    out.writeByte(in.readByte());
                    out.writeShort(in.readShort());
                }
                default -> out.writeInt(in.readInt());
            }
        }
        // All that follows refers to these constants by their numbers.
        in.transferTo(out);
        return bytes.toByteArray();
    }
}
