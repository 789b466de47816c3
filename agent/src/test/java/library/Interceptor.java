package library;

/** What programs put into their client. */
public interface Interceptor {

    String intercept(String request);
}
