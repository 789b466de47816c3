package library;

/** Stands for the client of a library that an application has in a loader of its own. */
public class Client {

    public final Builder builder;

    public Client(Builder builder) {
        this.builder = builder;
    }
}
