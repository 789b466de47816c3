package dev.safeconduct.testkit;

/** Ends the handling of a request with an OAuth error. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String error;

    Refusal(int status, String error, String description) {
        super(description);
        this.status = status;
        this.error = error;
    }

    Refusal(String error, String description) {
        this(400, error, description);
    }

    String error() {
        return error;
    }

    Reply reply() {
        return Reply.oauthError(status, error, String.valueOf(getMessage()));
    }
}
