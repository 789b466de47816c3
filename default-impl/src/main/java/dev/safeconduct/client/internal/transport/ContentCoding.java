package dev.safeconduct.client.internal.transport;

import dev.safeconduct.spi.OAuthException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Undoes the compression of a body (RFC 9110 §8.4.1). None is asked for, and some proxies compress all the same: gzip
 * and deflate, one layer, and no more than {@link Transport#MAX_BODY} bytes come out.
 */
final class ContentCoding {

    private static final int DEFLATE = 8;

    private ContentCoding() {}

    /**
     * The body as it was before it was compressed.
     *
     * @param fieldLines the values of {@code Content-Encoding}
     * @param what the endpoint in words, for errors
     * @throws CappedBodySubscriber.TooLargeException if it would be larger than allowed
     * @throws OAuthException if the encoding is another one, or the body is not in it
     */
    static byte[] decode(byte[] body, List<String> fieldLines, String what) throws IOException {
        String coding = String.join(",", fieldLines).strip().toLowerCase(Locale.ROOT);
        if (body.length == 0 || coding.isEmpty() || coding.equals("identity")) {
            return body;
        }
        boolean gzip = coding.equals("gzip") || coding.equals("x-gzip");
        if (!gzip && !coding.equals("deflate")) {
            throw new OAuthException("The " + what + " responded in the encoding \"" + coding.replaceAll("\\W", "?")
                    + "\", which was not asked for.");
        }
        byte[] decoded;
        try (InputStream in = gzip ? new GZIPInputStream(new ByteArrayInputStream(body)) : inflated(body)) {
            decoded = in.readNBytes(Transport.MAX_BODY + 1);
        } catch (IOException e) {
            throw new OAuthException("The " + what + " responded with a body that is not " + coding
                    + ", though it says so. Tell its operator.");
        }
        if (decoded.length > Transport.MAX_BODY) {
            throw new CappedBodySubscriber.TooLargeException();
        }
        return decoded;
    }

    /** In the zlib format (RFC 1950), as the specification has it, or without, as some servers do. */
    private static InputStream inflated(byte[] body) {
        int header = body.length < 2 ? 0 : ((body[0] & 0xff) << 8) | (body[1] & 0xff);
        boolean zlib = ((header >> 8) & 0x0f) == DEFLATE && header % 31 == 0;
        return new InflaterInputStream(new ByteArrayInputStream(body), new Inflater(!zlib));
    }
}
