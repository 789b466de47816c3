package dev.safeconduct.benchmarks;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.token.BearerTokenError;
import dev.safeconduct.client.oauth.AuthChallenges;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okhttp3.Headers;
import okhttp3.internal.http.HttpHeaders;
import org.apache.hc.client5.http.auth.ChallengeType;
import org.apache.hc.client5.http.impl.auth.AuthChallengeParser;
import org.apache.hc.core5.http.message.ParserCursor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The challenges of a 401. Nimbus' class and the regular expression read Bearer alone; the others return all. */
public class ChallengeParse {

    private static final Pattern PARAMETER =
            Pattern.compile("(\\w+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))");

    @State(Scope.Benchmark)
    public static class Fields {

        @Param({"typical", "three", "hostile", "hostile, no name twice"})
        public String kind;

        String value;
        List<String> list;

        @Setup
        public void setUp() {
            value = switch (kind) {
                case "typical" ->
                    "Bearer realm=\"mcp\", error=\"invalid_token\", error_description=\"The access token expired\","
                            + " resource_metadata=\"https://api.example.com/.well-known/oauth-protected-resource/mcp\"";
                case "three" ->
                    "Negotiate, Basic realm=\"files \\\"of\\\" ann\", charset=\"UTF-8\", Bearer error=\"invalid_token\","
                            + " scope=\"read write\"";
                case "hostile" -> "Bearer " + "a=\"\\\"\", ".repeat(2300);
                default ->
                    IntStream.range(0, 1500)
                            .mapToObj(i -> "a" + i + "=\"\\\"\"")
                            .collect(Collectors.joining(", ", "Bearer ", ""));
            };
            list = List.of(value);
        }
    }

    @Benchmark
    public Object ours(Fields fields) {
        return AuthChallenges.parse(fields.list);
    }

    @Benchmark
    public Object okHttp(Fields fields) {
        return HttpHeaders.parseChallenges(Headers.of("WWW-Authenticate", fields.value), "WWW-Authenticate");
    }

    @Benchmark
    public Object apache5(Fields fields) {
        try {
            return AuthChallengeParser.INSTANCE.parse(
                    ChallengeType.TARGET, fields.value, new ParserCursor(0, fields.value.length()));
        } catch (org.apache.hc.core5.http.ParseException e) {
            return e; // gives up where a scheme has no parameters
        }
    }

    @Benchmark
    public Object nimbus(Fields fields) {
        try {
            return BearerTokenError.parse(fields.value);
        } catch (ParseException e) {
            return e;
        }
    }

    @Benchmark
    public Object regularExpression(Fields fields) {
        List<String> parameters = new ArrayList<>();
        Matcher matcher = PARAMETER.matcher(fields.value);
        while (matcher.find()) {
            parameters.add(matcher.group(1));
            parameters.add(matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
        }
        return parameters;
    }
}
