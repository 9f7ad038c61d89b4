package tenfold.base.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// A question for the health of a program that speaks HTTP/2 from the first byte on (RFC 9113
/// section 3.3): one `GET`, of whose answer only the status is read.
///
/// No client of HTTP/2: a block of headers is read up to its first field, which must be the status.
public record Http2Get(String authority, String path) {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM_AND_HEADERS = 5;
    private static final int ACK = 1;
    private static final int PADDED = 8;
    private static final int PRIORITIZED = 0x20;
    private static final int PAYLOAD_MAX = 1 << 14;
    private static final int FRAMES_MAX = 64;
    private static final int FIRST_STATUS = 8;
    private static final int[] INDEXED = {200, 204, 206, 304, 400, 404, 500};

    /// Asks on a connection that is new, and returns the status of the final answer. `deadline` is
    /// of [System#nanoTime].
    public int ask(Socket socket, long deadline) throws IOException {
        OutputStream out = socket.getOutputStream();
        var opening = new ByteArrayOutputStream();
        opening.writeBytes(PREFACE);
        frame(opening, SETTINGS, 0, 0, new byte[0]);
        frame(opening, HEADERS, END_STREAM_AND_HEADERS, 1, request());
        out.write(opening.toByteArray());
        var in = new DataInputStream(socket.getInputStream());
        for (int frames = 0; frames < FRAMES_MAX; frames++) {
            socket.setSoTimeout(millisUntil(deadline));
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            if (length > PAYLOAD_MAX || (frames == 0 && type != SETTINGS)) {
                throw new IOException("it does not speak HTTP/2");
            }
            byte[] payload = in.readNBytes(length);
            if (payload.length < length) {
                throw new EOFException("it ended within a frame");
            }
            if (type == SETTINGS && (flags & ACK) == 0) {
                var ack = new ByteArrayOutputStream();
                frame(ack, SETTINGS, ACK, 0, new byte[0]);
                out.write(ack.toByteArray());
            } else if (type == GOAWAY || (type == RST_STREAM && stream == 1)) {
                throw new IOException("it ended the request without an answer");
            } else if (type == HEADERS && stream == 1) {
                int status = status(payload, flags);
                if (status >= 200) {
                    return status;
                }
            }
        }
        throw new IOException("no answer among " + FRAMES_MAX + " frames");
    }

    private byte[] request() {
        var block = new ByteArrayOutputStream();
        block.write(0x82); // :method GET
        block.write(0x86); // :scheme http
        block.write(0x04); // :path
        string(block, path);
        block.write(0x01); // :authority
        string(block, authority);
        block.write(0x0f); // user-agent
        block.write(0x2b);
        string(block, "tenfold-health");
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        if (bytes.length < 127) {
            out.write(bytes.length);
        } else {
            out.write(127);
            int left = bytes.length - 127;
            for (; left >= 128; left >>>= 7) {
                out.write((left & 127) | 128);
            }
            out.write(left);
        }
        out.writeBytes(bytes);
    }

    private static void frame(
            ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
        out.write(payload.length >>> 16);
        out.write(payload.length >>> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        out.writeBytes(payload);
    }

    /// The status, as the first field of the block (RFC 7541 section 6).
    static int status(byte[] payload, int flags) throws IOException {
        int at = ((flags & PADDED) != 0 ? 1 : 0) + ((flags & PRIORITIZED) != 0 ? 5 : 0);
        while (at < payload.length && (payload[at] & 0xe0) == 0x20) {
            at += sizeUpdate(payload, at);
        }
        if (at + 1 >= payload.length + (at < payload.length && payload[at] < 0 ? 1 : 0)) {
            throw unreadable();
        }
        int first = payload[at] & 255;
        if (first >= 0x80) {
            int index = (first & 127) - FIRST_STATUS;
            if (index < 0 || index >= INDEXED.length) {
                throw unreadable();
            }
            return INDEXED[index];
        }
        int index = (first & 0x40) != 0 ? first & 0x3f : first & 0x0f;
        if (index < FIRST_STATUS || index > FIRST_STATUS + 6) {
            throw unreadable();
        }
        int length = payload[at + 1] & 127;
        boolean huffman = payload[at + 1] < 0;
        if (at + 2 + length > payload.length) {
            throw unreadable();
        }
        return digits(payload, at + 2, length, huffman);
    }

    private static int sizeUpdate(byte[] payload, int at) {
        int size = 1;
        if ((payload[at] & 0x1f) == 0x1f) {
            while (at + size < payload.length && payload[at + size] < 0) {
                size++;
            }
            size++;
        }
        return size;
    }

    /// Three digits, of which the Huffman code has `0` to `2` in five bits and the others in six.
    private static int digits(byte[] bytes, int from, int length, boolean huffman)
            throws IOException {
        int status = 0;
        int bit = 0;
        for (int i = 0; i < 3; i++) {
            int digit;
            if (!huffman) {
                digit = i < length ? bytes[from + i] - '0' : -1;
            } else {
                int five = bits(bytes, from, length, bit, 5);
                int six = bits(bytes, from, length, bit, 6);
                digit = five < 3 ? five : six - 0x19 + 3;
                bit += five < 3 ? 5 : 6;
            }
            if (digit < 0 || digit > 9) {
                throw unreadable();
            }
            status = 10 * status + digit;
        }
        return status;
    }

    private static int bits(byte[] bytes, int from, int length, int at, int count) {
        int bits = 0;
        for (int i = at; i < at + count; i++) {
            int value = i / 8 < length ? bytes[from + i / 8] >> (7 - i % 8) & 1 : 1;
            bits = bits << 1 | value;
        }
        return bits;
    }

    private static IOException unreadable() {
        return new IOException("its answer does not begin with a status");
    }

    private static int millisUntil(long deadline) throws SocketTimeoutException {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
