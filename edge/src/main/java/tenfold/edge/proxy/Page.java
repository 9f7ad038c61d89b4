package tenfold.edge.proxy;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.Method;
import tenfold.edge.http.RequestHead;

/// A whole answer of the edge's own.
sealed interface Page permits ErrorPage, RouteAnswer {

    int status();

    /// Why the edge answers itself, as it stands in the access log: `not-up`.
    String reason();

    /// Writes the whole response. `head` is null or unfinished when the request was not understood.
    void write(ByteSink out, @Nullable RequestHead head, boolean close, long requestId);

    /// The same of its parts; `lines` are whole header lines.
    static void write(
            ByteSink out,
            String statusAndLines,
            byte[] body,
            @Nullable RequestHead head,
            boolean close,
            long requestId) {
        var lines = new StringBuilder(256).append("HTTP/1.1 ").append(statusAndLines);
        if (!statusAndLines.startsWith("204") && !statusAndLines.startsWith("304")) {
            lines.append("Content-Length: ").append(body.length).append("\r\n");
        }
        lines.append("X-Request-Id: ").append("%016x".formatted(requestId)).append("\r\n");
        if (close) {
            lines.append("Connection: close\r\n");
        } else if (head != null && head.isVersion10()) {
            lines.append("Connection: keep-alive\r\n");
        }
        out.put(lines.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (head == null || head.method() != Method.HEAD) {
            out.put(body);
        }
    }

    /// `301 Moved Permanently` and its line's end.
    static String statusLine(int status) {
        String phrase =
                switch (status) {
                    case 200 -> "OK";
                    case 201 -> "Created";
                    case 202 -> "Accepted";
                    case 204 -> "No Content";
                    case 301 -> "Moved Permanently";
                    case 302 -> "Found";
                    case 307 -> "Temporary Redirect";
                    case 308 -> "Permanent Redirect";
                    case 400 -> "Bad Request";
                    case 401 -> "Unauthorized";
                    case 403 -> "Forbidden";
                    case 404 -> "Not Found";
                    case 405 -> "Method Not Allowed";
                    case 408 -> "Request Timeout";
                    case 410 -> "Gone";
                    case 413 -> "Content Too Large";
                    case 414 -> "URI Too Long";
                    case 417 -> "Expectation Failed";
                    case 429 -> "Too Many Requests";
                    case 431 -> "Request Header Fields Too Large";
                    case 500 -> "Internal Server Error";
                    case 502 -> "Bad Gateway";
                    case 503 -> "Service Unavailable";
                    case 504 -> "Gateway Timeout";
                    case 505 -> "HTTP Version Not Supported";
                    default -> "Answer";
                };
        return status + " " + phrase + "\r\n";
    }
}
