package tenfold.edge.kit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tenfold.edge.http2.HpackDecoder;
import tenfold.edge.http2.Http2Violation;

/// A client that speaks HTTP/2 by hand: sends exactly the frames it is told to, reads whatever
/// comes. It gives no window back by itself.
public final class Http2Wire implements Closeable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;

    private static final byte[] PREFACE = bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    private static final int PATIENCE_MILLIS = 15_000;

    private final Socket socket;
    private final DataInputStream in;
    private final HpackDecoder decoder = new HpackDecoder();

    /// One frame that came; `text` is the payload as characters, or `name: value` lines.
    public record Frame(int type, int flags, int stream, String text) {
        public boolean ends() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }

        /// The error code of RST_STREAM and GOAWAY.
        public int code() {
            return text.charAt(text.length() < 8 ? 3 : 7);
        }
    }

    /// Sends the preface and these settings, as pairs of a number and a value.
    public Http2Wire(Socket socket, int... settings) throws IOException {
        this(socket);
        raw(PREFACE);
        settings(settings);
    }

    /// The server's end of a connection: reads the preface, and sends these settings.
    public static Http2Wire serving(Socket socket, int... settings) throws IOException {
        var wire = new Http2Wire(socket);
        wire.in.readNBytes(PREFACE.length);
        return wire.settings(settings);
    }

    private Http2Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    }

    public static Http2Wire to(int port, int... settings) throws IOException {
        return new Http2Wire(new Socket("127.0.0.1", port), settings);
    }

    public Http2Wire settings(int... settings) throws IOException {
        var payload = ByteBuffer.allocate(settings.length * 3);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        return frame(SETTINGS, 0, 0, payload.array());
    }

    public Http2Wire raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    public Http2Wire frame(int type, int flags, int stream, byte[] payload) throws IOException {
        return raw(framed(type, flags, stream, payload));
    }

    /// The same bytes, not sent.
    public static byte[] framed(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >>> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /// A GET of that path without a body.
    public Http2Wire get(int stream, String path) throws IOException {
        return frame(HEADERS, END_STREAM | END_HEADERS, stream, block(request("GET", path)));
    }

    /// The head of a request whose body follows; `more` are further fields, as `name: value`.
    public Http2Wire post(int stream, String path, String... more) throws IOException {
        List<String> fields = new ArrayList<>(List.of(request("POST", path)));
        fields.addAll(List.of(more));
        return frame(HEADERS, END_HEADERS, stream, block(fields.toArray(String[]::new)));
    }

    public Http2Wire data(int stream, String text, boolean ends) throws IOException {
        return frame(DATA, ends ? END_STREAM : 0, stream, bytes(text));
    }

    public Http2Wire window(int stream, int increment) throws IOException {
        return number(WINDOW_UPDATE, stream, increment);
    }

    public Http2Wire reset(int stream) throws IOException {
        return number(RST_STREAM, stream, 8);
    }

    private Http2Wire number(int type, int stream, int value) throws IOException {
        return frame(type, 0, stream, number(value));
    }

    public static String[] request(String method, String path) {
        return new String[] {
            ":method: " + method, ":scheme: http", ":path: " + path, ":authority: a"
        };
    }

    /// The fields as literals that nobody keeps.
    public static byte[] block(String... fields) {
        var out = new ByteArrayOutputStream();
        for (String field : fields) {
            int colon = field.indexOf(": ", 1);
            out.write(0);
            string(out, field.substring(0, colon));
            string(out, field.substring(colon + 2));
        }
        return out.toByteArray();
    }

    /// A block of a status alone.
    public static byte[] status(int status) {
        return block(":status: " + status);
    }

    /// Four bytes: what RST_STREAM and WINDOW_UPDATE hold.
    public static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        if (text.length() < 127) {
            out.write(text.length());
        } else {
            int left = text.length() - 127;
            out.write(127);
            for (; left >= 128; left >>>= 7) {
                out.write((left & 127) | 128);
            }
            out.write(left);
        }
        out.writeBytes(bytes(text));
    }

    /// The next frame but SETTINGS and WINDOW_UPDATE; an [EOFException] when the edge has ended.
    public Frame next() throws IOException {
        while (true) {
            Frame frame = any();
            if (frame.type != SETTINGS && frame.type != WINDOW_UPDATE) {
                return frame;
            }
        }
    }

    public Frame any() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("ended within a frame");
        }
        String text = type == HEADERS ? fields(payload) : text(payload);
        return new Frame(type, flags, stream, text);
    }

    /// The fields and the body of the next stream's answer, trailers behind `|`; frames of other
    /// streams are skipped.
    public String answer(int stream) throws IOException {
        var all = new StringBuilder();
        Frame frame;
        do {
            frame = next();
            if (frame.stream == stream) {
                if (frame.type == RST_STREAM) {
                    return all + "!" + frame.code();
                }
                all.append(frame.type == HEADERS && !all.isEmpty() ? "|" : "").append(frame.text);
            }
        } while (frame.stream != stream || !frame.ends());
        return all.toString();
    }

    /// Whether bytes have come that were not read.
    public boolean available() throws IOException {
        return in.available() > 0;
    }

    /// Reads until the edge ends the connection; the code of its GOAWAY, or -1 without one.
    public int goAway() {
        int code = -1;
        try {
            while (true) {
                Frame frame = any();
                code = frame.type == GOAWAY ? frame.code() : code;
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new UncheckedIOException("still open", e);
        } catch (IOException _) {
            return code;
        }
    }

    private String fields(byte[] block) throws IOException {
        var lines = new StringBuilder();
        try {
            decoder.decode(
                    block,
                    block.length,
                    (name, value) -> lines.append(name).append(": ").append(value).append('\n'));
        } catch (Http2Violation e) {
            throw new IOException(e);
        }
        return lines.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
