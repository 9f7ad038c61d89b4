package tenfold.edge.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// A message head that is read line by line as its bytes arrive.
///
/// How it works: arriving bytes are copied once into `bytes`; each line is judged when its CRLF has
/// come. What is looked at is never looked at again, so that a peer that sends byte by byte costs
/// no more than one that sends all at once. Fields are ranges of `bytes`: no string is made. A head
/// is reused for many messages ([#clear]).
public abstract sealed class Head permits RequestHead, ResponseHead, Trailers {
    private static final int BYTES_INITIAL = 1024;
    private static final int BYTES_KEPT_MAX = 8192;
    private static final int COPY_MAX = 4096;
    private static final int FIELDS_INITIAL = 16;
    private static final int STRIDE = 4;

    private final HeadLimits limits;
    private final boolean hasStartLine;

    byte[] bytes;
    private int length;
    private int scanned;
    private int lineStart;
    private int fieldsStart;
    private boolean started;
    private boolean blankLineSkipped;

    private int[] ranges = {};
    private KnownField[] kinds = {};
    private int count;

    Head(HeadLimits limits, boolean hasStartLine) {
        this.limits = limits;
        this.hasStartLine = hasStartLine;
        this.started = !hasStartLine;
        this.bytes = new byte[hasStartLine ? BYTES_INITIAL : 0];
    }

    /// Takes bytes up to the end of the head; true when the head is whole. Bytes behind it stay in
    /// `in`.
    public final boolean offer(ByteBuf in) throws HttpViolation {
        while (in.isReadable()) {
            int size = Math.min(in.readableBytes(), COPY_MAX);
            makeRoom(length + size);
            in.getBytes(in.readerIndex(), bytes, length, size);
            int before = length;
            length += size;
            boolean whole = scan();
            in.skipBytes(length - before);
            if (whole) {
                return true;
            }
            checkSize(length);
        }
        return false;
    }

    /// The same for a head that is there whole and alone.
    public final void offerWhole(ByteSink source) throws HttpViolation {
        makeRoom(source.size());
        System.arraycopy(source.bytes(), 0, bytes, 0, source.size());
        length = source.size();
        if (!scan() || length != source.size()) {
            throw HttpViolation.bad("the head does not end where it should");
        }
    }

    /// Whether bytes of this head have come.
    public final boolean begun() {
        return length > 0;
    }

    public final int size() {
        return length;
    }

    public final byte[] bytes() {
        return bytes;
    }

    public final int fields() {
        return count;
    }

    public final KnownField kind(int field) {
        return kinds[field];
    }

    public final int nameStart(int field) {
        return ranges[field * STRIDE];
    }

    public final int nameEnd(int field) {
        return ranges[field * STRIDE + 1];
    }

    public final int valueStart(int field) {
        return ranges[field * STRIDE + 2];
    }

    public final int valueEnd(int field) {
        return ranges[field * STRIDE + 3];
    }

    /// The value of the first field of that name (in small letters), or "" when there is none. Not
    /// for hot paths.
    public final String value(String lowerName) {
        byte[] name = Ascii.bytes(lowerName);
        for (int i = 0; i < count; i++) {
            if (kinds[i] != KnownField.DROPPED
                    && Ascii.spells(bytes, nameStart(i), nameEnd(i), name)) {
                return Ascii.text(bytes, valueStart(i), valueEnd(i));
            }
        }
        return "";
    }

    /// Takes all fields of that name (in small letters) out of a whole head, if the edge gives them
    /// no meaning of its own.
    final void drop(byte[] lowerName) {
        for (int i = 0; i < count; i++) {
            if (kinds[i] == KnownField.OTHER
                    && Ascii.spells(bytes, nameStart(i), nameEnd(i), lowerName)) {
                kinds[i] = KnownField.DROPPED;
            }
        }
    }

    /// Puts a field behind the others of a whole head; the limits are for what was received.
    public final void append(String name, String value) {
        int from = length;
        int nameEnd = from + name.length();
        makeRoom(nameEnd + value.length());
        System.arraycopy(Ascii.bytes(name), 0, bytes, from, name.length());
        System.arraycopy(Ascii.bytes(value), 0, bytes, nameEnd, value.length());
        length = nameEnd + value.length();
        place(from, nameEnd, nameEnd, length);
    }

    /// Forgets the message, to read the next one.
    public void clear() {
        length = 0;
        scanned = 0;
        lineStart = 0;
        fieldsStart = 0;
        count = 0;
        started = !hasStartLine;
        blankLineSkipped = false;
        if (bytes.length > BYTES_KEPT_MAX) {
            bytes = new byte[BYTES_INITIAL];
        }
    }

    abstract void startLine(int from, int to) throws HttpViolation;

    /// Judges the head as a whole.
    abstract void finish() throws HttpViolation;

    abstract HttpViolation startLineTooLong();

    abstract HttpViolation fieldsTooLarge(String why);

    private boolean scan() throws HttpViolation {
        int i = scanned;
        int end = length;
        byte[] b = bytes;
        if (i == 0 && !Ascii.is(Ascii.TOKEN, b[0]) && b[0] != '\r') {
            throw HttpViolation.bad(
                    Flaw.BAD_METHOD, "the first byte is not the beginning of an HTTP message");
        }
        for (; i < end; i++) {
            if (b[i] == '\n') {
                if (i == lineStart || b[i - 1] != '\r') {
                    throw HttpViolation.bad(
                            Flaw.BAD_HEADER, "a line ends without a carriage return");
                }
                int from = lineStart;
                lineStart = i + 1;
                if (line(from, i - 1)) {
                    length = i + 1;
                    finish();
                    return true;
                }
            }
        }
        scanned = end;
        return false;
    }

    private boolean line(int from, int to) throws HttpViolation {
        if (started) {
            if (from == to) {
                return true;
            }
            checkSize(to);
            field(from, to);
        } else if (from == to && !blankLineSkipped) {
            blankLineSkipped =
                    true; // RFC 9112 section 2.2: one empty line before a message is ignored
        } else {
            if (to - from > limits.startLineMax()) {
                throw startLineTooLong();
            }
            startLine(from, to);
            started = true;
            fieldsStart = to + 2;
        }
        return false;
    }

    private void field(int from, int to) throws HttpViolation {
        byte[] b = bytes;
        int colon = from;
        while (colon < to && Ascii.is(Ascii.TOKEN, b[colon])) {
            colon++;
        }
        if (colon == from || colon == to || b[colon] != ':') {
            throw HttpViolation.bad(Flaw.BAD_HEADER, "a header line is not 'name: value'");
        }
        int start = colon + 1;
        while (start < to && isBlank(b[start])) {
            start++;
        }
        int end = to;
        while (end > start && isBlank(b[end - 1])) {
            end--;
        }
        if (!Ascii.all(Ascii.VALUE, b, start, end)) {
            throw HttpViolation.bad(Flaw.BAD_HEADER, "a header value has a control character");
        }
        add(from, colon, start, end);
    }

    private void add(int nameStart, int nameEnd, int valueStart, int valueEnd)
            throws HttpViolation {
        if (count == limits.fieldsMax()) {
            throw fieldsTooLarge("more than " + limits.fieldsMax() + " headers");
        }
        place(nameStart, nameEnd, valueStart, valueEnd);
    }

    private void place(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (count == kinds.length) {
            int room = Math.max(FIELDS_INITIAL, 2 * count);
            kinds = Arrays.copyOf(kinds, room);
            ranges = Arrays.copyOf(ranges, room * STRIDE);
        }
        int at = count * STRIDE;
        ranges[at] = nameStart;
        ranges[at + 1] = nameEnd;
        ranges[at + 2] = valueStart;
        ranges[at + 3] = valueEnd;
        kinds[count++] = KnownField.of(bytes, nameStart, nameEnd);
    }

    private void checkSize(int end) throws HttpViolation {
        if (!started) {
            if (end > limits.startLineMax()) {
                throw startLineTooLong();
            }
        } else if (end - fieldsStart > limits.fieldBytesMax()) {
            throw fieldsTooLarge("headers above " + limits.fieldBytesMax() + " bytes");
        }
    }

    private void makeRoom(int needed) {
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
