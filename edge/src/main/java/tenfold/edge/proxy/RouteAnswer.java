package tenfold.edge.proxy;

import static java.util.Objects.requireNonNullElse;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.RequestHead;
import tenfold.model.FixedAnswer;
import tenfold.model.Redirect;

/// The answer of a route that does not forward: a redirect, or what stands in the manifest.
record RouteAnswer(int status, String reason, String lines, String body) implements Page {
    static RouteAnswer of(FixedAnswer fixed) {
        String type = fixed.body().isEmpty() ? "" : "Content-Type: " + fixed.contentType() + "\r\n";
        return new RouteAnswer(fixed.status(), "respond", type, fixed.body());
    }

    /// `prefix` is how many bytes of the path the route's prefix takes.
    static RouteAnswer of(Redirect redirect, int prefix, RequestHead head, Forwarded client) {
        String location = location(redirect, prefix, head, client);
        return new RouteAnswer(redirect.status(), "redirect", "Location: " + location + "\r\n", "");
    }

    @Override
    public void write(ByteSink out, @Nullable RequestHead head, boolean close, long requestId) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Page.write(out, Page.statusLine(status) + lines, bytes, head, close, requestId);
    }

    private static String location(
            Redirect redirect, int prefix, RequestHead head, Forwarded client) {
        byte[] b = head.bytes();
        boolean named = head.hostEnd() > head.hostStart();
        byte[] edge = client.hostOfEdge();
        String authority =
                named
                        ? Ascii.text(b, head.hostStart(), head.hostEnd())
                        : Ascii.text(edge, 0, edge.length);
        int colon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String path = Ascii.text(b, head.targetStart(), head.pathEnd());
        String query =
                Ascii.text(b, Math.min(head.pathEnd() + 1, head.targetEnd()), head.targetEnd());
        var parts = new Parts(host, path, rest(head, prefix), query);
        String scheme = requireNonNullElse(redirect.scheme(), client.secure() ? "https" : "http");
        String newPath = redirect.path() == null ? path : parts.fill(redirect.path());
        String newQuery = redirect.query() == null ? query : parts.fill(redirect.query());
        return scheme
                + "://"
                + requireNonNullElse(redirect.host(), host)
                + port(redirect, colon < 0 ? "" : authority.substring(colon))
                + (newPath.startsWith("/") ? newPath : "/" + newPath)
                + (newQuery.isEmpty() ? "" : "?" + newQuery);
    }

    private static String port(Redirect redirect, String own) {
        Integer port = redirect.port();
        if (port == null) {
            return redirect.scheme() == null ? own : "";
        }
        return port == 0 ? "" : ":" + port;
    }

    /// What follows the route's prefix in the path.
    private static String rest(RequestHead head, int prefix) {
        byte[] reading = head.routePath();
        return reading == null
                ? Ascii.text(head.bytes(), head.targetStart() + prefix, head.pathEnd())
                : Ascii.text(reading, prefix, reading.length);
    }

    /// What a template may name. Filled in at once, so that what a client sent is never read as a
    /// template.
    private record Parts(String host, String path, String rest, String query) {
        String fill(String template) {
            var filled = new StringBuilder();
            int at = 0;
            while (at < template.length()) {
                int open = template.indexOf('{', at);
                int close = open < 0 ? -1 : template.indexOf('}', open);
                if (close < 0) {
                    break;
                }
                filled.append(template, at, open).append(value(template, open, close));
                at = close + 1;
            }
            return filled.append(template.substring(at)).toString();
        }

        private String value(String template, int open, int close) {
            String name = template.substring(open + 1, close);
            return switch (name) {
                case "host" -> host;
                case "path" -> path;
                case "rest" -> rest;
                case "query" -> query;
                default -> '{' + name + '}';
            };
        }
    }
}
