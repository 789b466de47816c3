package dev.safeconduct.clients.ktor;

import kotlin.ResultKt;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.jvm.internal.ContinuationImpl;
import org.jspecify.annotations.Nullable;

/** Where an engine goes on when it has sent what this adapter has given it: by this it is known. */
@SuppressWarnings("serial") // continuations are not serialized
final class SendContinuation extends ContinuationImpl {

    @SuppressWarnings("unchecked") // what is handed on is what the caller waits for
    SendContinuation(Continuation<?> caller, CoroutineContext context) {
        super((Continuation<Object>) caller, context);
    }

    /** Whether a continuation is of this adapter, in whatever copy: the agent's, the program's, a relocated one. */
    static boolean isOne(Continuation<?> caller) {
        return caller.getClass().getName().endsWith(".clients.ktor.SendContinuation");
    }

    @Override
    protected @Nullable Object invokeSuspend(Object result) {
        ResultKt.throwOnFailure(result);
        return result;
    }
}
