package tenfold.edge.http2;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.ByteSink;

/// The fields of one request, or of its trailers, turned into the head of the same request in
/// HTTP/1.1 (RFC 9113 section 8).
///
/// Nothing that could end a line or a word gets through: what would be two things for a reader of
/// HTTP/1.1 makes the request malformed, whatever it would have been in HTTP/2.
public final class RequestFields implements FieldSink {
    /// A field that is not just passed on: where its value stands in [#text].
    private static final class Part {
        final byte[] name;
        int from = -1;
        int to;

        Part(String name) {
            this.name = Ascii.bytes(name);
        }
    }

    private static final byte[] TE = Ascii.bytes("te");
    private static final byte[] TRAILERS = Ascii.bytes("trailers");
    private static final byte[] COOKIE = Ascii.bytes("cookie");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("content-length");
    private static final byte[] CONTENT_TYPE = Ascii.bytes("content-type");
    private static final byte[] GRPC = Ascii.bytes("application/grpc");

    private static final byte[] CONNECT = Ascii.bytes("CONNECT");
    private static final byte[] WEBSOCKET = Ascii.bytes("websocket");
    private static final byte[] HTTP = Ascii.bytes("http");
    private static final byte[] HTTPS = Ascii.bytes("https");

    private static final byte[] GET = Ascii.bytes("GET ");
    private static final byte[] POST = Ascii.bytes("POST");
    private static final byte[] VERSION_LINE_END = Ascii.bytes(" HTTP/1.1\r\n");
    private static final byte[] HOST_FIELD = Ascii.bytes("Host: ");
    private static final byte[] COOKIE_FIELD = Ascii.bytes("Cookie: ");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] NO_LENGTH = Ascii.bytes("Content-Length: 0\r\n");
    private static final byte[] UPGRADE =
            Ascii.bytes("Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ");

    private final int listMax;
    private final Part method = new Part(":method");
    private final Part scheme = new Part(":scheme");
    private final Part path = new Part(":path");
    private final Part authority = new Part(":authority");
    private final Part protocol = new Part(":protocol");
    private final List<Part> pseudo = List.of(method, scheme, path, authority, protocol);

    /// No pseudo-field, but it must say the same as `:authority`.
    private final Part host = new Part("host");

    private final ByteSink text = new ByteSink(256);
    private final ByteSink lines = new ByteSink(1024);
    private final ByteSink cookie = new ByteSink(256);
    private boolean trailers;
    private boolean inLines;
    private boolean hasLength;
    private boolean grpc;
    private long listSize;
    private @Nullable String problem;

    /// `listMax` is the sum of all names and values, and 32 for each field (RFC 9113 section
    /// 10.5.1).
    public RequestFields(int listMax) {
        this.listMax = listMax;
    }

    /// Begins a request, or the trailers of one.
    public RequestFields begin(boolean asTrailers) {
        text.clear();
        lines.clear();
        cookie.clear();
        pseudo.forEach(part -> part.from = -1);
        host.from = -1;
        trailers = asTrailers;
        inLines = asTrailers;
        hasLength = false;
        grpc = false;
        listSize = 0;
        problem = null;
        return this;
    }

    @Override
    public void field(Slice name, Slice value) {
        listSize += name.size() + value.size() + DynamicTable.ENTRY_OVERHEAD;
        if (isTooLarge() || problem != null) {
            return;
        }
        if (!FieldRules.isValue(value)) {
            problem = "a field value has a control character, or begins or ends with a space";
        } else if (name.size() > 0 && name.bytes[name.from] == ':') {
            part(name, value);
        } else if (!FieldRules.isName(name)) {
            problem = "a field name is not a token in small letters";
        } else {
            inLines = true;
            regular(name, value);
        }
    }

    /// Whether there was more than the edge takes; the fields are not known then.
    public boolean isTooLarge() {
        return listSize > listMax;
    }

    /// Why this is no request, or null; `ends` when no body follows.
    public @Nullable String problem(boolean ends) {
        if (problem != null || trailers) {
            return problem;
        }
        boolean connect = is(method, CONNECT);
        if (connect && !has(protocol)) {
            return has(path) || has(scheme) ? "CONNECT with a path or scheme" : null;
        }
        if (has(protocol) && (!connect || ends)) {
            return "a protocol is asked for without a stream for it";
        }
        if (!has(method) || !has(path)) {
            return "the method or the path is missing";
        }
        if (!is(scheme, HTTP) && !is(scheme, HTTPS)) {
            return "the scheme is neither http nor https";
        }
        if (has(authority) && has(host) && !sameHost()) {
            return "Host differs from :authority";
        }
        return null;
    }

    /// Whether this asks for a WebSocket on its stream (RFC 8441).
    public boolean isWebSocket() {
        return is(protocol, WEBSOCKET);
    }

    /// Whether both sides may be silent for long, although neither has ended.
    public boolean isGrpc() {
        return grpc;
    }

    /// Writes the request's head; `key` is for the handshake of a WebSocket.
    public void writeHead(ByteSink out, boolean ends, byte[] key) {
        boolean webSocket = isWebSocket();
        if (webSocket) {
            out.put(GET);
        } else {
            put(out, method).put(' ');
        }
        if (has(path)) {
            put(out, path);
        } else {
            out.put('/'); // CONNECT, which is refused as such
        }
        out.put(VERSION_LINE_END);
        Part named = has(authority) ? authority : host;
        if (has(named)) {
            put(out.put(HOST_FIELD), named).line();
        }
        out.put(lines.bytes(), 0, lines.size());
        if (cookie.size() > 0) {
            out.put(COOKIE_FIELD).put(cookie.bytes(), 0, cookie.size()).line();
        }
        if (webSocket) {
            out.put(UPGRADE).put(key).line();
        } else if (!ends && !hasLength) {
            out.put(CHUNKED);
        } else if (ends && !hasLength && is(method, POST)) {
            out.put(NO_LENGTH); // RFC 9110 section 8.6: some servers want to be told
        }
        out.line();
    }

    /// Writes the lines of trailers and the empty one behind them.
    public void writeTrailers(ByteSink out) {
        out.put(lines.bytes(), 0, lines.size()).line();
    }

    private void part(Slice name, Slice value) {
        Part part = pseudoField(name);
        if (part == null || inLines) {
            problem = "a pseudo-field that is unknown or comes too late";
        } else if (has(part)) {
            problem = "a pseudo-field is given twice";
        } else if (!isReadable(part, value)) {
            problem = "a pseudo-field that is not readable";
        } else {
            keep(part, value);
        }
    }

    private @Nullable Part pseudoField(Slice name) {
        for (Part part : pseudo) {
            if (name.is(part.name)) {
                return part;
            }
        }
        return null;
    }

    /// Whether the value stays one word in a line of HTTP/1.1.
    private boolean isReadable(Part part, Slice value) {
        if (part == scheme || part == protocol) {
            return true; // compared, never written
        }
        int kind = part == method ? Ascii.TOKEN : Ascii.TARGET;
        byte first = value.size() == 0 ? 0 : value.bytes[value.from];
        boolean begins =
                part == path ? first == '/' || isAsterisk(value) : part != method || first != 0;
        return begins && Ascii.all(kind, value.bytes, value.from, value.to);
    }

    private static boolean isAsterisk(Slice value) {
        return value.size() == 1 && value.bytes[value.from] == '*';
    }

    private void keep(Part part, Slice value) {
        part.from = text.size();
        text.put(value.bytes, value.from, value.to);
        part.to = text.size();
    }

    private void regular(Slice name, Slice value) {
        if (FieldRules.isOfConnection(name)) {
            problem = "a field that speaks of the connection";
        } else if (name.is(TE) && !value.is(TRAILERS)) {
            problem = "TE with anything but trailers";
        } else if (name.is(COOKIE) && !trailers) {
            if (cookie.size() > 0) {
                cookie.put(';').put(' ');
            }
            cookie.put(value.bytes, value.from, value.to);
        } else if (name.is(host.name)) {
            if (has(host) || !isReadable(host, value)) {
                problem = "Host is given twice or is not readable";
            } else {
                keep(host, value);
            }
        } else {
            hasLength |= name.is(CONTENT_LENGTH);
            grpc |= name.is(CONTENT_TYPE) && startsWith(value, GRPC);
            lines.put(name.bytes, name.from, name.to).put(':').put(' ');
            lines.put(value.bytes, value.from, value.to).line();
        }
    }

    private static boolean startsWith(Slice value, byte[] beginning) {
        int end = value.from + Math.min(value.size(), beginning.length);
        return Arrays.equals(value.bytes, value.from, end, beginning, 0, beginning.length);
    }

    private static boolean has(Part part) {
        return part.from >= 0;
    }

    private boolean is(Part part, byte[] value) {
        return has(part) && Arrays.equals(text.bytes(), part.from, part.to, value, 0, value.length);
    }

    private boolean sameHost() {
        byte[] lower = Arrays.copyOfRange(text.bytes(), host.from, host.to);
        for (int i = 0; i < lower.length; i++) {
            lower[i] = (byte) Ascii.lower(lower[i]);
        }
        return Ascii.spells(text.bytes(), authority.from, authority.to, lower);
    }

    private ByteSink put(ByteSink out, Part part) {
        return out.put(text.bytes(), part.from, part.to);
    }
}
