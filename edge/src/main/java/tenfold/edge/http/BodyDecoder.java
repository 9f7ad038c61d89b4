package tenfold.edge.http;

import io.netty.buffer.ByteBuf;

/// Finds the bytes of one message body among its framing, and its end.
///
/// Use: while `next(in)` is above 0, take that many bytes from `in` and say so with [#took]. The
/// decoder is reused for many bodies. Chunk sizes are 1 to 15 hexadecimal digits; chunk extensions
/// are read, bounded and dropped, because no two parsers agree on them; every line ends with CRLF
/// and nothing else.
public final class BodyDecoder {
    private static final int SIZE_DIGITS_MAX = 15;
    private static final int EXTENSION_BYTES_MAX = 4096;

    private enum State {
        DONE,
        LENGTH,
        UNTIL_CLOSE,
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS
    }

    private final Trailers trailers;
    private State state = State.DONE;
    private long left;
    private int digits;
    private int extensionBytes;

    public BodyDecoder(HeadLimits limits) {
        trailers = new Trailers(limits);
    }

    public void start(BodyFraming framing, long length) {
        left = 0;
        switch (framing) {
            case NONE -> state = State.DONE;
            case LENGTH -> {
                left = length;
                state = State.LENGTH;
            }
            case CHUNKED -> {
                digits = 0;
                extensionBytes = 0;
                if (trailers.begun()) {
                    trailers.clear();
                }
                state = State.SIZE;
            }
            case UNTIL_CLOSE -> state = State.UNTIL_CLOSE;
        }
    }

    public boolean done() {
        return state == State.DONE;
    }

    /// The fields behind the last chunk; complete when [#done].
    public Trailers trailers() {
        return trailers;
    }

    /// How many bytes of the body stand at the beginning of `in`; 0 when more must come or the body
    /// is done.
    public int next(ByteBuf in) throws HttpViolation {
        while (in.isReadable()) {
            switch (state) {
                case DONE -> {
                    return 0;
                }
                case UNTIL_CLOSE -> {
                    return in.readableBytes();
                }
                case LENGTH, DATA -> {
                    return (int) Math.min(left, in.readableBytes());
                }
                case TRAILERS -> {
                    if (trailers.offer(in)) {
                        state = State.DONE;
                    }
                }
                default -> framing(in.readByte());
            }
        }
        return 0;
    }

    /// That many bytes, which [#next] announced, were taken.
    public void took(int bytes) {
        if (state == State.UNTIL_CLOSE) {
            return;
        }
        if (bytes > left) {
            throw new IllegalStateException("took " + bytes + " bytes of " + left);
        }
        left -= bytes;
        if (left == 0) {
            state = state == State.LENGTH ? State.DONE : State.DATA_CR;
        }
    }

    /// The connection ended; true when that is a proper end of the body.
    public boolean end() {
        if (state == State.UNTIL_CLOSE) {
            state = State.DONE;
        }
        return state == State.DONE;
    }

    private void framing(byte b) throws HttpViolation {
        switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_LF -> {
                expect(b, '\n');
                digits = 0;
                state = left == 0 ? State.TRAILERS : State.DATA;
            }
            case DATA_CR -> {
                expect(b, '\r');
                state = State.DATA_LF;
            }
            case DATA_LF -> {
                expect(b, '\n');
                state = State.SIZE;
            }
            case DONE, LENGTH, UNTIL_CLOSE, DATA, TRAILERS -> throw new IllegalStateException();
        }
    }

    private void size(byte b) throws HttpViolation {
        int digit = Ascii.hex(b);
        if (digit >= 0) {
            if (++digits > SIZE_DIGITS_MAX) {
                throw HttpViolation.bad(
                        Flaw.BAD_TRANSFER_ENCODING, "a chunk size has more than 15 digits");
            }
            left = left * 16 + digit;
        } else if (digits > 0 && b == '\r') {
            state = State.SIZE_LF;
        } else if (digits > 0 && b == ';') {
            state = State.EXTENSION;
        } else {
            throw HttpViolation.bad(
                    Flaw.BAD_TRANSFER_ENCODING, "a chunk does not begin with its size");
        }
    }

    private void extension(byte b) throws HttpViolation {
        if (b == '\r') {
            state = State.SIZE_LF;
        } else if (!Ascii.is(Ascii.VALUE, b)) {
            throw HttpViolation.bad(
                    Flaw.BAD_TRANSFER_ENCODING, "a chunk extension has a control character");
        } else if (++extensionBytes > EXTENSION_BYTES_MAX) {
            throw HttpViolation.bad(
                    Flaw.BAD_TRANSFER_ENCODING, "the chunk extensions are too long");
        }
    }

    private static void expect(byte b, char wanted) throws HttpViolation {
        if (b != wanted) {
            throw HttpViolation.bad(Flaw.BAD_TRANSFER_ENCODING, "a chunk does not end with CRLF");
        }
    }
}
