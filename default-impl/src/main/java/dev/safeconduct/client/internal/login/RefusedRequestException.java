package dev.safeconduct.client.internal.login;

/** A request that is not even HTTP as we take it, with the answer to it. */
final class RefusedRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    RefusedRequestException(Answer answer) {
        super(answer.status(), null, false, false);
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }
}
