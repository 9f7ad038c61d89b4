package tenfold.edge.http2;

import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.ByteSink;

/// The fields of one answer, or of its trailers, turned into the head of the same answer in
/// HTTP/1.1 (RFC 9113 section 8.3.2), so that one parser judges all answers.
public final class AnswerFields implements FieldSink {
    private static final byte[] STATUS = Ascii.bytes(":status");
    private static final byte[] VERSION = Ascii.bytes("HTTP/1.1 ");
    private static final byte[] CONTENT_LENGTH = Ascii.bytes("content-length");
    private static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] NO_LENGTH = Ascii.bytes("Content-Length: 0\r\n");

    private final int listMax;
    private final ByteSink lines = new ByteSink(1024);
    private boolean trailers;
    private boolean inLines;
    private boolean hasLength;
    private int status;
    private long listSize;
    private @Nullable String problem;

    /// `listMax` is the sum of all names and values, and 32 for each field (RFC 9113 section
    /// 10.5.1).
    public AnswerFields(int listMax) {
        this.listMax = listMax;
    }

    /// Begins an answer, or the trailers of one.
    public AnswerFields begin(boolean asTrailers) {
        lines.clear();
        trailers = asTrailers;
        inLines = asTrailers;
        hasLength = false;
        status = 0;
        listSize = 0;
        problem = null;
        return this;
    }

    @Override
    public void field(Slice name, Slice value) {
        listSize += name.size() + value.size() + DynamicTable.ENTRY_OVERHEAD;
        if (problem != null) {
            return;
        }
        if (listSize > listMax) {
            problem = "more fields than the edge takes";
        } else if (!FieldRules.isValue(value)) {
            problem = "a field value has a control character, or begins or ends with a space";
        } else if (name.is(STATUS) && !inLines && status == 0) {
            status(value);
        } else if (!FieldRules.isName(name)) {
            problem = "a field name is not a token in small letters";
        } else if (FieldRules.isOfConnection(name)) {
            problem = "a field that speaks of the connection";
        } else {
            inLines = true;
            hasLength |= name.is(CONTENT_LENGTH);
            lines.put(name.bytes, name.from, name.to).put(':').put(' ');
            lines.put(value.bytes, value.from, value.to).line();
        }
    }

    private void status(Slice value) {
        for (int i = value.from; i < value.to; i++) {
            int digit = value.bytes[i] - '0';
            status = digit < 0 || digit > 9 ? -1000 : status * 10 + digit;
        }
        if (value.size() != 3 || status < 100 || status == 101) {
            problem = "a status that HTTP/2 does not have";
        }
    }

    /// Why this is no answer, or null.
    public @Nullable String problem() {
        return problem == null && !trailers && status == 0 ? "no status" : problem;
    }

    public boolean isInterim() {
        return !trailers && status < 200;
    }

    /// Writes the answer's head; `ends` when no body follows, `bodyless` when the request's method
    /// allows none.
    public void writeHead(ByteSink out, boolean ends, boolean bodyless) {
        out.put(VERSION).decimal(status).put(' ').line();
        out.put(lines.bytes(), 0, lines.size());
        boolean mayHaveBody = status >= 200 && status != 204 && status != 304 && !bodyless;
        if (mayHaveBody && !hasLength) {
            out.put(ends ? NO_LENGTH : CHUNKED);
        }
        out.line();
    }

    /// Writes the lines of trailers and the empty one behind them.
    public void writeTrailers(ByteSink out) {
        out.put(lines.bytes(), 0, lines.size()).line();
    }
}
