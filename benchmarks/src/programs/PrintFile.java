import java.nio.file.Files;
import java.nio.file.Path;

/** {@code PrintFile <file>}: reads it and prints it. */
public final class PrintFile {

    private PrintFile() {}

    public static void main(String[] args) throws Exception {
        System.out.print(Files.readString(Path.of(args[0])));
    }
}
