package dev.safeconduct.client.fromgo;

import dev.safeconduct.client.OAuthClient;
import dev.safeconduct.spi.OAuthException;
import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the examples of the page against the classes of the client and its contracts, and against nothing else. */
final class Examples {

    /** What the examples find there, as the page says. */
    static final List<String> GIVEN = List.of(
            "OAuthClient client",
            "ClientInformation me",
            "Token token",
            "TokenResponse response",
            "AuthorizationServerMetadata metadata",
            "ClientMetadata clientMetadata",
            "AuthChallenge challenge",
            "PkceChallenge pkce",
            "AuthStatusResponse status",
            "ServerAuthStatus server",
            "AuthRequiredInfo required",
            "Throwable failure",
            "HttpClient http",
            "URI redirectUri",
            "String state",
            "String code",
            "String header",
            "String idToken",
            "Map<String, Object> document",
            "byte[] json",
            "Instant now",
            "Clock clock");

    private static final List<String> IMPORTS = Stream.concat(
                    Row.PACKAGES.stream(),
                    Stream.of("java.net", "java.net.http", "java.nio.file", "java.time", "java.util"))
            .toList();

    private Examples() {}

    /** What the compiler says; empty if all examples are right. */
    static String compile(List<Row> rows, Path output) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        String classPath = Stream.of(OAuthClient.class, OAuthException.class)
                .map(type -> Path.of(URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> options =
                List.of("-cp", classPath, "-d", output.toString(), "-proc:none", "--release", "17", "-nowarn");
        boolean right = compiler.getTask(said, null, null, options, null, List.of(source(rows)))
                .call();
        return right ? "" : said.toString();
    }

    private static JavaFileObject source(List<Row> rows) {
        StringBuilder text = new StringBuilder();
        IMPORTS.forEach(name -> text.append("import ").append(name).append(".*;\n"));
        text.append("class Examples {\n");
        GIVEN.forEach(variable -> text.append(variable).append(";\n"));
        for (int i = 0; i < rows.size(); i++) {
            text.append("void example").append(i).append("() throws Exception {\n");
            text.append(rows.get(i).example()).append(" // ").append(rows.get(i).go());
            text.append("\n}\n");
        }
        text.append("}\n");
        return new SimpleJavaFileObject(URI.create("string:///Examples.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
