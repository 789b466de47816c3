package dev.safeconduct.client.internal.callback;

import java.nio.charset.StandardCharsets;

/**
 * One HTTP response of the callback. Every one has the headers that keep a page from acting, being framed, being stored
 * and telling where it was.
 *
 * @param status code and reason
 * @param fields further header lines, each with its line end
 * @param afterwards to run once it is written, or could not be
 */
record CallbackResponse(String status, String fields, String body, Runnable afterwards) {

    private static final String SAFE = "Content-Security-Policy: default-src 'none'; style-src '"
            + CallbackPages.STYLE_HASH + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
            + "X-Content-Type-Options: nosniff\r\n"
            + "Referrer-Policy: no-referrer\r\n"
            + "Cache-Control: no-store\r\n"
            + "X-Frame-Options: DENY\r\n"
            + "Connection: close\r\n";

    static CallbackResponse plain(String status) {
        return plain(status, "");
    }

    static CallbackResponse plain(String status, String fields) {
        return new CallbackResponse(
                status, fields + "Content-Type: text/plain; charset=utf-8\r\n", status + "\n", () -> {});
    }

    static CallbackResponse page(String status, String html, Runnable afterwards) {
        return new CallbackResponse(status, "Content-Type: text/html; charset=utf-8\r\n", html, afterwards);
    }

    static CallbackResponse redirect(String path, Runnable afterwards) {
        return new CallbackResponse("302 Found", "Location: " + path + "\r\n", "", afterwards);
    }

    byte[] bytes() {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        String head = "HTTP/1.1 " + status + "\r\n" + SAFE + fields + "Content-Length: " + length + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.UTF_8);
    }
}
