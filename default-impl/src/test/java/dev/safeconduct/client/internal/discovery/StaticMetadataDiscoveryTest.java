package dev.safeconduct.client.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.client.oauth.OAuthJson;
import dev.safeconduct.spi.MetadataDiscovery;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.testkit.MapProviderConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticMetadataDiscoveryTest {

    private static final URI ISSUER = URI.create("https://as.example");
    private static final String DOCUMENT = "{\"issuer\":\"https://as.example\"}";

    @TempDir
    Path folder;

    private Path directory;
    private MetadataDiscovery discovery;

    @BeforeEach
    void open() throws Exception {
        directory = Files.createDirectory(folder.resolve("metadata"));
        discovery = open(directory.toString());
    }

    private static MetadataDiscovery open(String directory) throws OAuthException {
        return new StaticMetadataDiscoveryProvider()
                .create(MapProviderConfig.of(
                        directory == null ? Map.of() : Map.of("safeconduct.discovery.dir", directory)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://as.example/.well-known/x, as.example/.well-known/x.json",
        "https://AS.Example/.well-known/x, as.example/.well-known/x.json",
        "http://as.example/.well-known/x, as.example/.well-known/x.json",
        "https://as.example:8443/a/.well-known/x, as.example_8443/a/.well-known/x.json",
        "https://as.example/.well-known/x/a/B~1-_.c, as.example/.well-known/x/a/B~1-_.c.json",
        "https://[::1]:8443/.well-known/x, [__1]_8443/.well-known/x.json",
    })
    void document_lies_where_its_url_says(URI location, String file) throws Exception {
        assertThat(discovery.authorizationServer(ISSUER, location)).isNull();
        write(directory.resolve(file), DOCUMENT);
        assertThat(discovery.authorizationServer(ISSUER, location).issuer()).isEqualTo("https://as.example");
        assertThat(discovery.protectedResource(ISSUER, location).members()).containsKey("issuer");
    }

    @Test
    void root_and_path_have_files_of_their_own() throws Exception {
        String root = "https://as.example/.well-known/oauth-authorization-server";
        write(directory.resolve("as.example/.well-known/oauth-authorization-server.json"), DOCUMENT);
        write(
                directory.resolve("as.example/.well-known/oauth-authorization-server/a.json"),
                "{\"issuer\":\"https://as.example/a\"}");
        assertThat(discovery.authorizationServer(ISSUER, URI.create(root)).issuer())
                .isEqualTo("https://as.example");
        assertThat(discovery
                        .authorizationServer(ISSUER, URI.create(root + "/a"))
                        .issuer())
                .isEqualTo("https://as.example/a");
    }

    /** A file lies at each place that such a URL might lead to. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://as.example/../secret",
                "https://as.example/../../secret",
                "https://as.example/./secret",
                "https://as.example/a/../../../secret",
                "https://as.example/%2e%2e/%2e%2e/secret",
                "https://as.example/..%2f..%2fsecret",
                "https://as.example//secret",
                "https://as.example/secret/",
                "https://as.example/secret?x",
                "https://as.example/sec%72et",
                "https://me@as.example/secret",
                "https://as.example",
                "https://as.example/",
                "file:/secret",
            })
    void path_that_is_not_plain_has_no_file(URI location) throws Exception {
        write(directory.resolve("as.example/secret.json"), DOCUMENT);
        write(directory.resolve("as.example/.json"), DOCUMENT);
        write(directory.resolve("as.example/a/b.json"), DOCUMENT);
        write(directory.resolve("as.example/sec%72et.json"), DOCUMENT);
        write(directory.resolve("me@as.example/secret.json"), DOCUMENT);
        write(directory.resolve("secret.json"), DOCUMENT);
        write(folder.resolve("secret.json"), DOCUMENT);
        assertThat(discovery.authorizationServer(ISSUER, location)).isNull();
    }

    @Test
    void links_stay_in_the_directory() throws Exception {
        Path data = directory.resolve("..data/as.json");
        write(data, DOCUMENT);
        Path inside = directory.resolve("as.example/inside.json");
        Files.createDirectories(inside.getParent());
        Files.createSymbolicLink(inside, data);
        assertThat(discovery.authorizationServer(ISSUER, URI.create("https://as.example/inside")))
                .isNotNull();

        Path outside = folder.resolve("outside.json");
        write(outside, DOCUMENT);
        Files.createSymbolicLink(directory.resolve("as.example/out.json"), outside);
        assertThatThrownBy(() -> discovery.authorizationServer(ISSUER, URI.create("https://as.example/out")))
                .isInstanceOf(MetadataException.class)
                .hasMessageContainingAll("as.example/out.json", "safeconduct.discovery.dir");
    }

    @Test
    void file_that_is_no_document_is_an_error_that_names_it() throws Exception {
        URI location = URI.create("https://as.example/x");
        Path file = directory.resolve("as.example/x.json");
        write(file, "{\"issuer\":canary}");
        assertThatThrownBy(() -> discovery.authorizationServer(ISSUER, location))
                .isInstanceOf(OAuthException.class)
                .hasMessageContainingAll("authorization server metadata", file.toString(), "line 1")
                .hasMessageNotContaining("canary");
        write(file, "[]");
        assertThatThrownBy(() -> discovery.protectedResource(ISSUER, location))
                .hasMessageContainingAll("protected resource metadata", file.toString());
        write(file, "{\"a\":\"" + "x".repeat(OAuthJson.MAX_BYTES) + "\"}");
        assertThatThrownBy(() -> discovery.authorizationServer(ISSUER, location))
                .hasMessageContainingAll(file.toString(), "larger than");
    }

    @Test
    void directory_in_the_place_of_a_file_is_none() throws Exception {
        Files.createDirectories(directory.resolve("as.example/x.json"));
        assertThat(discovery.authorizationServer(ISSUER, URI.create("https://as.example/x")))
                .isNull();
    }

    @Test
    void directory_has_to_be_named_and_there() {
        assertThatThrownBy(() -> open(null))
                .isInstanceOf(OAuthException.class)
                .hasMessageContaining("set safeconduct.discovery.dir");
        assertThatThrownBy(() -> open(folder.resolve("not there").toString()))
                .isInstanceOf(OAuthException.class)
                .hasMessageContainingAll("not there", "safeconduct.discovery.dir");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
