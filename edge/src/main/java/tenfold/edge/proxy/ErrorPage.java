package tenfold.edge.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.RequestHead;

/// An answer that the edge gives itself: what happened and the request's id, and nothing internal.
/// HTML for browsers, JSON for everyone else.
record ErrorPage(
        int status, String reason, String title, String detail, int retryAfterSeconds, String lines)
        implements Page {
    private ErrorPage(
            int status, String reason, String title, String detail, int retryAfterSeconds) {
        this(status, reason, title, detail, retryAfterSeconds, "");
    }

    static final ErrorPage NOT_ADMITTED =
            new ErrorPage(403, "address", "Access is denied", "Your address may not come here.", 0);
    static final ErrorPage DESYNC =
            new ErrorPage(
                    400,
                    "desync",
                    "The request is not valid HTTP",
                    "Its framing has more than one reading.",
                    0);
    static final ErrorPage NO_ROUTE =
            new ErrorPage(
                    404,
                    "no-route",
                    "Nothing is served here",
                    "No route fits this host and path.",
                    0);
    static final ErrorPage BODY_TOO_LARGE =
            new ErrorPage(
                    413,
                    "body-too-large",
                    "The request is too large",
                    "Its body is above the limit.",
                    0);
    static final ErrorPage SLOW_HEAD =
            new ErrorPage(
                    408,
                    "slow-head",
                    "The request took too long",
                    "Its headers did not arrive in time.",
                    0);
    static final ErrorPage SLOW_BODY =
            new ErrorPage(
                    408,
                    "slow-body",
                    "The request took too long",
                    "Its body arrived too slowly.",
                    0);
    static final ErrorPage NO_ANSWER =
            new ErrorPage(
                    502,
                    "no-answer",
                    "The application broke off",
                    "It ended the connection before it answered. The request may or may not have had an effect.",
                    0);
    static final ErrorPage BAD_ANSWER =
            new ErrorPage(
                    502,
                    "bad-answer",
                    "The application's answer is not readable",
                    "It is not valid HTTP.",
                    0);
    static final ErrorPage NO_CONNECTION =
            new ErrorPage(
                    502,
                    "no-connection",
                    "The application cannot be reached",
                    "No connection could be made.",
                    0);
    static final ErrorPage CONNECT_TIMEOUT =
            new ErrorPage(
                    504,
                    "connect-timeout",
                    "The application cannot be reached",
                    "Connecting took too long.",
                    0);
    static final ErrorPage RESPONSE_TIMEOUT =
            new ErrorPage(
                    504,
                    "response-timeout",
                    "The application took too long",
                    "It did not answer in time. The request may or may not have had an effect.",
                    0);
    static final ErrorPage ONLY_IF_CACHED =
            new ErrorPage(
                    504,
                    "only-if-cached",
                    "Nothing is stored",
                    "Only a stored answer was asked for.",
                    0);
    static final ErrorPage NOT_UP =
            new ErrorPage(
                    503,
                    "not-up",
                    "The application is not up",
                    "No instance is ready. It may be starting: try again in a few seconds.",
                    5);
    static final ErrorPage TOO_MANY_WAIT =
            new ErrorPage(
                    503,
                    "too-many-wait",
                    "The application is not up",
                    "No instance is ready and too many requests are waiting for one.",
                    5);

    static final ErrorPage CIRCUIT_OPEN =
            new ErrorPage(
                    503,
                    "circuit-open",
                    "The application is at its limit",
                    "Every instance has as many requests as it may have. Try again in a few seconds.",
                    2);
    static final ErrorPage SHED =
            new ErrorPage(
                    503,
                    "shed",
                    "The application is at its limit",
                    "More requests would make it slower for everybody. Try again in a few seconds.",
                    2);

    /// `lines` say how long to wait, each with its CRLF.
    static ErrorPage tooMany(String lines) {
        return new ErrorPage(
                429,
                "rate-limit",
                "Too many requests",
                "Wait as long as Retry-After says.",
                0,
                lines);
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
        return new ErrorPage(status, "not-valid", title, sentence, 0);
    }

    @Override
    public void write(ByteSink out, @Nullable RequestHead head, boolean close, long requestId) {
        String accept = head == null ? "" : head.value("accept").toLowerCase(Locale.ROOT);
        boolean html = accept.contains("text/html");
        String id = String.format(Locale.ROOT, "%016x", requestId);
        byte[] body = (html ? html(id) : json(id)).getBytes(StandardCharsets.UTF_8);
        String type = html ? "text/html; charset=utf-8" : "application/json";
        String allLines =
                Page.statusLine(status)
                        + "Content-Type: "
                        + type
                        + "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
                        + lines
                        + (retryAfterSeconds > 0
                                ? "Retry-After: " + retryAfterSeconds + "\r\n"
                                : "");
        Page.write(out, allLines, body, head, close, requestId);
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
