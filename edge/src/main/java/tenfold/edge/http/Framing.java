package tenfold.edge.http;

/// Reads the two framing fields and the Connection field of a head; anything with two readings is a
/// violation.
///
/// RFC 9112 section 6.3 lets a recipient repair some of these; we never do, because the next parser
/// may repair them differently, and that difference is request smuggling.
final class Framing {
    /// More digits than any body has; keeps the sum below 2^63.
    private static final int LENGTH_DIGITS_MAX = 18;

    private static final int OPTIONS_MAX = 8;
    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final byte[] CLOSE = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] UPGRADE = Ascii.bytes("upgrade");

    private long length;
    private boolean chunked;
    private boolean close;
    private boolean keepAlive;
    private boolean upgrade;
    private final int[] named = new int[2 * OPTIONS_MAX];
    private int namedCount;

    void clear() {
        length = -1;
        chunked = false;
        close = false;
        keepAlive = false;
        upgrade = false;
        namedCount = 0;
    }

    /// The Content-Length, or -1 when there is none.
    long length() {
        return length;
    }

    boolean chunked() {
        return chunked;
    }

    boolean close() {
        return close;
    }

    boolean keepAlive() {
        return keepAlive;
    }

    boolean upgrade() {
        return upgrade;
    }

    /// Takes one field; true when it was one of the three.
    boolean take(Head head, int field, boolean isVersion10) throws HttpViolation {
        switch (head.kind(field)) {
            case CONTENT_LENGTH -> contentLength(head, field);
            case TRANSFER_ENCODING -> transferEncoding(head, field, isVersion10);
            case CONNECTION -> connection(head, field);
            default -> {
                return false;
            }
        }
        return true;
    }

    void check() throws HttpViolation {
        if (chunked && length >= 0) {
            throw HttpViolation.bad(
                    Flaw.BOTH_TE_CL_PRESENT, "both Content-Length and Transfer-Encoding are given");
        }
    }

    private void contentLength(Head head, int field) throws HttpViolation {
        checkSpelling(head, field);
        int from = head.valueStart(field);
        int to = head.valueEnd(field);
        if (length >= 0) {
            throw HttpViolation.bad(Flaw.DUPLICATE_CONTENT_LENGTH, "Content-Length is given twice");
        }
        if (from == to || to - from > LENGTH_DIGITS_MAX) {
            throw HttpViolation.bad(
                    Flaw.BAD_CONTENT_LENGTH, "Content-Length is not 1 to 18 digits");
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = head.bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw HttpViolation.bad(
                        Flaw.BAD_CONTENT_LENGTH, "Content-Length is not a plain number");
            }
            value = value * 10 + digit;
        }
        length = value;
    }

    private void transferEncoding(Head head, int field, boolean isVersion10) throws HttpViolation {
        checkSpelling(head, field);
        if (isVersion10) {
            throw HttpViolation.bad(
                    Flaw.BAD_TRANSFER_ENCODING, "HTTP/1.0 has no Transfer-Encoding");
        }
        if (chunked
                || !Ascii.spells(
                        head.bytes, head.valueStart(field), head.valueEnd(field), CHUNKED)) {
            throw HttpViolation.bad(
                    Flaw.BAD_TRANSFER_ENCODING, "Transfer-Encoding is not exactly 'chunked'");
        }
        chunked = true;
    }

    /// `Content_Length` is no framing field for us, but is one for many applications.
    private static void checkSpelling(Head head, int field) throws HttpViolation {
        for (int i = head.nameStart(field); i < head.nameEnd(field); i++) {
            if (head.bytes[i] == '_') {
                throw HttpViolation.bad(
                        Flaw.SUSPICIOUS_HEADER, "a framing header is spelled with an underscore");
            }
        }
    }

    private void connection(Head head, int field) throws HttpViolation {
        int to = head.valueEnd(field);
        int i = head.valueStart(field);
        while (i < to) {
            int start = i;
            while (i < to && head.bytes[i] != ',') {
                i++;
            }
            int end = i;
            while (start < end && Head.isBlank(head.bytes[start])) {
                start++;
            }
            while (end > start && Head.isBlank(head.bytes[end - 1])) {
                end--;
            }
            if (end > start) {
                option(head, start, end);
            }
            i++;
        }
    }

    private void option(Head head, int from, int to) throws HttpViolation {
        byte[] b = head.bytes;
        if (!Ascii.all(Ascii.TOKEN, b, from, to)) {
            throw HttpViolation.bad(Flaw.BAD_HEADER, "Connection is not a list of names");
        }
        if (Ascii.spells(b, from, to, CLOSE)) {
            close = true;
        } else if (Ascii.spells(b, from, to, KEEP_ALIVE)) {
            keepAlive = true;
        } else if (Ascii.spells(b, from, to, UPGRADE)) {
            upgrade = true;
        } else {
            named(head, from, to);
        }
    }

    private void named(Head head, int from, int to) throws HttpViolation {
        switch (KnownField.of(head.bytes, from, to)) {
            case HOST, CONTENT_LENGTH, TRANSFER_ENCODING ->
                    throw HttpViolation.bad(
                            Flaw.SUSPICIOUS_HEADER,
                            "Connection names a header that must not be removed");
            default -> {
                if (namedCount == OPTIONS_MAX) {
                    throw HttpViolation.bad(Flaw.BAD_HEADER, "Connection names too many headers");
                }
                named[2 * namedCount] = from;
                named[2 * namedCount + 1] = to;
                namedCount++;
            }
        }
    }

    /// Whether a Connection field names this field, so that it ends here.
    boolean removes(Head head, int field) {
        for (int i = 0; i < namedCount; i++) {
            int length = named[2 * i + 1] - named[2 * i];
            if (head.nameEnd(field) - head.nameStart(field) == length
                    && same(head.bytes, named[2 * i], head.nameStart(field), length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean same(byte[] bytes, int a, int b, int length) {
        for (int i = 0; i < length; i++) {
            if (Ascii.lower(bytes[a + i]) != Ascii.lower(bytes[b + i])) {
                return false;
            }
        }
        return true;
    }
}
