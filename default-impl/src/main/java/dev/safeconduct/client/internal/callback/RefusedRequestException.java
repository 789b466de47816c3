package dev.safeconduct.client.internal.callback;

/** A request that is not even HTTP as we take it, with the answer to it. */
final class RefusedRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient CallbackResponse answer;

    RefusedRequestException(CallbackResponse answer) {
        super(answer.status(), null, false, false);
        this.answer = answer;
    }

    CallbackResponse answer() {
        return answer;
    }
}
