package hosts;

/** A program that makes no HTTP call. */
public final class Silent {
    private Silent() {}

    public static void main(String[] args) {
        System.out.println("host: done");
    }
}
