package tenfold.sql.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Reads and writes whole messages. One thread may read while another writes.
final class Messages {
    private static final int INPUT = 64 << 10;

    private final InputStream in;
    private final OutputStream out;
    private final int lengthMax;
    private final byte[] input = new byte[INPUT];
    private int start;
    private int end;
    private byte[] body = new byte[8 << 10];
    private ByteBuffer current = ByteBuffer.wrap(body, 0, 0);

    Messages(InputStream in, OutputStream out, int lengthMax) {
        this.in = in;
        this.out = out;
        this.lengthMax = lengthMax;
    }

    /// Reads the next message and returns its tag; its body is then in [#body()].
    byte next() throws IOException {
        need(5);
        byte tag = input[start];
        int length = ByteBuffer.wrap(input, start + 1, 4).getInt() - 4;
        start += 5;
        if (length < 0 || length > lengthMax) {
            throw new ProtocolException(
                    "the server sent a message of %d bytes; at most %d are accepted"
                            .formatted(length, lengthMax));
        }
        if (length <= end - start) {
            current = ByteBuffer.wrap(input, start, length).slice();
            start += length;
        } else {
            readLong(length);
        }
        return tag;
    }

    /// Of the message read last; valid until the next is read.
    ByteBuffer body() {
        return current;
    }

    /// Whether a part of the next message is here already.
    boolean more() {
        return start < end;
    }

    /// Memory follows what has come, not what the length promises.
    private void readLong(int length) throws IOException {
        int have = end - start;
        if (body.length < have) {
            body = new byte[have];
        }
        System.arraycopy(input, start, body, 0, have);
        start = end;
        while (have < length) {
            if (have == body.length) {
                body = Arrays.copyOf(body, (int) Math.min(length, body.length * 2L));
            }
            have += read(body, have, Math.min(length, body.length) - have);
        }
        current = ByteBuffer.wrap(body, 0, length).slice();
    }

    private void need(int bytes) throws IOException {
        if (end - start >= bytes) {
            return;
        }
        System.arraycopy(input, start, input, 0, end - start);
        end -= start;
        start = 0;
        while (end < bytes) {
            end += read(input, end, input.length - end);
        }
    }

    private int read(byte[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, length);
        if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
        return count;
    }

    /// Sends one message; `tag` 0 stands for the first, which has none.
    synchronized void send(int tag, byte[]... parts) throws IOException {
        int length = 4;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer message = ByteBuffer.allocate(length + 1);
        if (tag != 0) {
            message.put((byte) tag);
        }
        message.putInt(length);
        for (byte[] part : parts) {
            message.put(part);
        }
        out.write(message.array(), 0, message.position());
        out.flush();
    }

    /// Sends bytes that are whole messages already.
    synchronized void sendRaw(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        out.flush();
    }
}
