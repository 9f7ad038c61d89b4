package tenfold.edge.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.Method;
import tenfold.edge.http.RequestHead;

/// An answer that the edge gives itself: what happened and the request's id, and nothing internal.
/// HTML for browsers, JSON for everyone else.
record ErrorPage(int status, String title, String detail, int retryAfterSeconds, String lines) {
    private ErrorPage(int status, String title, String detail, int retryAfterSeconds) {
        this(status, title, detail, retryAfterSeconds, "");
    }

    static final ErrorPage NOT_ADMITTED =
            new ErrorPage(403, "Access is denied", "Your address may not come here.", 0);
    static final ErrorPage DESYNC =
            new ErrorPage(
                    400,
                    "The request is not valid HTTP",
                    "Its framing has more than one reading.",
                    0);
    static final ErrorPage NO_ROUTE =
            new ErrorPage(404, "Nothing is served here", "No route fits this host and path.", 0);
    static final ErrorPage BODY_TOO_LARGE =
            new ErrorPage(413, "The request is too large", "Its body is above the limit.", 0);
    static final ErrorPage SLOW_HEAD =
            new ErrorPage(
                    408, "The request took too long", "Its headers did not arrive in time.", 0);
    static final ErrorPage SLOW_BODY =
            new ErrorPage(408, "The request took too long", "Its body arrived too slowly.", 0);
    static final ErrorPage NO_ANSWER =
            new ErrorPage(
                    502,
                    "The application broke off",
                    "It ended the connection before it answered. The request may or may not have had an effect.",
                    0);
    static final ErrorPage BAD_ANSWER =
            new ErrorPage(
                    502, "The application's answer is not readable", "It is not valid HTTP.", 0);
    static final ErrorPage NO_CONNECTION =
            new ErrorPage(
                    502, "The application cannot be reached", "No connection could be made.", 0);
    static final ErrorPage CONNECT_TIMEOUT =
            new ErrorPage(504, "The application cannot be reached", "Connecting took too long.", 0);
    static final ErrorPage RESPONSE_TIMEOUT =
            new ErrorPage(
                    504,
                    "The application took too long",
                    "It did not answer in time. The request may or may not have had an effect.",
                    0);
    static final ErrorPage ONLY_IF_CACHED =
            new ErrorPage(504, "Nothing is stored", "Only a stored answer was asked for.", 0);
    static final ErrorPage NOT_UP =
            new ErrorPage(
                    503,
                    "The application is not up",
                    "No instance is ready. It may be starting: try again in a few seconds.",
                    5);
    static final ErrorPage TOO_MANY_WAIT =
            new ErrorPage(
                    503,
                    "The application is not up",
                    "No instance is ready and too many requests are waiting for one.",
                    5);

    /// `lines` say how long to wait, each with its CRLF.
    static ErrorPage tooMany(String lines) {
        return new ErrorPage(
                429, "Too many requests", "Wait as long as Retry-After says.", 0, lines);
    }

    /// For those who waited for an answer that another request was to bring.
    static ErrorPage ofFetch(int status) {
        return switch (status) {
            case 503 -> NOT_UP;
            case 504 -> RESPONSE_TIMEOUT;
            default -> NO_ANSWER;
        };
    }

    static ErrorPage ofViolation(int status, String reason) {
        String title =
                switch (status) {
                    case 405 -> "The method is not served";
                    case 413, 414, 431 -> "The request is too large";
                    case 417 -> "The expectation is not known";
                    case 505 -> "The HTTP version is not spoken";
                    default -> "The request is not valid HTTP";
                };
        String sentence = Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".";
        return new ErrorPage(status, title, sentence, 0);
    }

    /// Writes the whole response. `head` is null or unfinished when the request was not understood.
    void write(ByteSink out, @Nullable RequestHead head, boolean close, long requestId) {
        String accept = head == null ? "" : head.value("accept").toLowerCase(Locale.ROOT);
        boolean html = accept.contains("text/html");
        String id = String.format(Locale.ROOT, "%016x", requestId);
        byte[] body = (html ? html(id) : json(id)).getBytes(StandardCharsets.UTF_8);
        String type = html ? "text/html; charset=utf-8" : "application/json";
        var lines = new StringBuilder(256);
        lines.append("HTTP/1.1 ").append(status).append(' ').append(phrase()).append("\r\n");
        lines.append("Content-Type: ").append(type).append("\r\n");
        lines.append("Content-Length: ").append(body.length).append("\r\n");
        lines.append("Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n");
        lines.append("X-Request-Id: ").append(id).append("\r\n");
        lines.append(this.lines);
        if (retryAfterSeconds > 0) {
            lines.append("Retry-After: ").append(retryAfterSeconds).append("\r\n");
        }
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

    private String phrase() {
        return switch (status) {
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 417 -> "Expectation Failed";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "Error";
        };
    }

    private String json(String id) {
        return "{\"status\":"
                + status
                + ",\"error\":\""
                + title
                + "\",\"detail\":\""
                + detail
                + "\",\"requestId\":\""
                + id
                + "\"}\n";
    }

    private String html(String id) {
        return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>STATUS TITLE</title>
        <meta name="viewport" content="width=device-width">
        <style>body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem;color:#222}
        h1{font-size:1.4rem}small{color:#666}@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}}</style>
        </head><body><h1>TITLE</h1><p>DETAIL</p><small>STATUS &middot; request ID</small></body></html>
        """
                .replace("STATUS", Integer.toString(status))
                .replace("TITLE", title)
                .replace("DETAIL", detail.replace("'", "&#39;"))
                .replace("ID", id);
    }
}
