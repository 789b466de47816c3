package dev.safeconduct.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.testkit.RecordedRequest;
import dev.safeconduct.testkit.client.Api;
import dev.safeconduct.testkit.client.Call;
import dev.safeconduct.testkit.client.ClientSession;
import java.util.List;

/** What becomes of a body that the client itself cannot send again, when the token ends before its time. */
final class StreamedUploads {

    private static final int MOST_KEPT = 64 * 1024;

    private StreamedUploads() {}

    static void assertSentAgainOnlyIfKeptWhole(ClientSession on, Api api) {
        for (String kind : List.of("stream:", "chunks:")) {
            for (int length : List.of(1, 1000, MOST_KEPT)) {
                endToken(on, api);
                assertThat(on.withAgent
                                .send(Call.post(api.url("/upload"), kind + length))
                                .status())
                        .as(kind + length)
                        .isEqualTo(200);
                List<RecordedRequest> sends = api.resource.requestsTo("/upload");
                assertThat(sends).as(kind + length).hasSize(2);
                assertThat(sends.get(1).bodyLength()).as(kind + length).isEqualTo(length);
                assertThat(sends.get(1).bodySha256())
                        .as(kind + length)
                        .isEqualTo(sends.get(0).bodySha256());
            }
            endToken(on, api);
            String longer = kind + (MOST_KEPT + 1);
            assertThat(on.withAgent.send(Call.post(api.url("/upload"), longer)).status())
                    .as(longer)
                    .isNotEqualTo(200);
            assertThat(api.resource.requestsTo("/upload")).as(longer).hasSize(1);
            assertThat(on.withAgent.send(Call.post(api.url("/upload"), longer)).status())
                    .as("the next one")
                    .isEqualTo(200);
        }
    }

    private static void endToken(ClientSession on, Api api) {
        on.withAgent.send(Call.get(api.url("")));
        api.issuer.endAccessTokens();
        api.forgetRequests();
    }
}
