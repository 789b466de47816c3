package hosts;

import java.util.List;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.Job;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.coroutines.ExecuteAsyncKt;

/**
 * A program that sends by OkHttp's coroutines: {@code post} and {@code launch} a URL, the one with a body and to its end,
 * the other until {@code cancel}.
 */
public final class OkHttpCoroutinesHost {

    private final OkHttpClient client = new OkHttpClient();
    private Job launched;

    private OkHttpCoroutinesHost() {}

    public static void main(String[] args) throws Exception {
        Lines.serve(new OkHttpCoroutinesHost()::obey);
        System.exit(0);
    }

    private void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "post" -> {
                Request request = new Request.Builder()
                        .url(command.get(1))
                        .post(RequestBody.create(MediaType.parse("text/plain"), "hello"))
                        .build();
                try (Response response = BuildersKt.runBlocking(
                        EmptyCoroutineContext.INSTANCE, (scope, continuation) -> execute(request, continuation))) {
                    Lines.say("posted", Integer.toString(response.code()));
                }
            }
            case "launch" -> {
                Request request = new Request.Builder().url(command.get(1)).build();
                launched = BuildersKt.launch(
                        GlobalScope.INSTANCE,
                        EmptyCoroutineContext.INSTANCE,
                        CoroutineStart.DEFAULT,
                        (scope, continuation) -> execute(request, continuation));
            }
            case "cancel" -> {
                launched.cancel(null);
                BuildersKt.runBlocking(
                        EmptyCoroutineContext.INSTANCE, (scope, continuation) -> launched.join(continuation));
                Lines.say("canceled", Integer.toString(client.dispatcher().runningCallsCount()));
            }
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }

    @SuppressWarnings("unchecked")
    private Object execute(Request request, Continuation<?> continuation) {
        return ExecuteAsyncKt.executeAsync(client.newCall(request), (Continuation<? super Response>) continuation);
    }
}
