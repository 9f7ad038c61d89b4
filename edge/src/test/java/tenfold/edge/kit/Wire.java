package tenfold.edge.kit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One end of a connection that speaks HTTP by hand: sends exactly the bytes it is told to, and
/// reads by simple rules.
public final class Wire implements Closeable {
    private static final int PATIENCE_MILLIS = 15_000;

    private final Socket socket;
    private final InputStream in;
    private byte[] unread = {};
    private int unreadAt;

    public Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    public static Wire to(int port) throws IOException {
        return new Wire(new Socket("127.0.0.1", port));
    }

    public Socket socket() {
        return socket;
    }

    /// Sends the text, its characters as bytes.
    public Wire send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Wire send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /// Everything up to and with the empty line; fails with [EOFException] when the peer ends
    /// before.
    public String head() throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = read();
            if (b < 0) {
                throw new EOFException("ended in: " + head.toString(StandardCharsets.ISO_8859_1));
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    public void unread(String head) {
        unread = head.getBytes(StandardCharsets.ISO_8859_1);
        unreadAt = 0;
    }

    public String exactly(int bytes) throws IOException {
        byte[] body = new byte[bytes];
        int size = Math.min(bytes, unread.length - unreadAt);
        System.arraycopy(unread, unreadAt, body, 0, size);
        unreadAt += size;
        size += in.readNBytes(body, size, bytes - size);
        if (size < bytes) {
            throw new EOFException("ended after " + size + " of " + bytes + " bytes");
        }
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    /// The body of chunks up to the end of the trailers, decoded; trailers are appended as `|name:
    /// value`.
    public String chunks() throws IOException {
        var body = new StringBuilder();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.append(exactly(size));
            exactly(2);
        }
        for (String line = line(); !line.isEmpty(); line = line()) {
            body.append('|').append(line);
        }
        return body.toString();
    }

    /// A whole message: the head, and the body that its framing announces.
    public String message() throws IOException {
        String head = head();
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("transfer-encoding: chunked")) {
            return head + chunks();
        }
        int at = lower.indexOf("content-length: ");
        if (at < 0) {
            return head;
        }
        int length = Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
        return head + exactly(length);
    }

    /// Everything until the peer ends the connection, also when it does so with a reset.
    public String rest() {
        var all = new ByteArrayOutputStream();
        try {
            for (int b = read(); b >= 0; b = read()) {
                all.write(b);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("still open after: " + all, e);
        } catch (IOException _) {
            all.write('!');
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /// Whether the peer ends the connection within a second, without another byte.
    public boolean isClosedByPeer() throws IOException {
        int before = socket.getSoTimeout();
        socket.setSoTimeout(1000);
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException _) {
            return false;
        } catch (java.net.SocketException _) {
            return true;
        } finally {
            socket.setSoTimeout(before);
        }
    }

    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /// Ends the connection with a reset.
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        while (!line.toString().endsWith("\r\n")) {
            line.append(exactly(1));
        }
        return line.substring(0, line.length() - 2);
    }

    private int read() throws IOException {
        return unreadAt < unread.length ? unread[unreadAt++] & 0xff : in.read();
    }
}
