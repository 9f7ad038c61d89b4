package tenfold.edge.kit;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// TLS clients that cut their ClientHello into many records.
public final class CutTls {
    private static final int HEAD = 5;

    private CutTls() {}

    /// The same handshake record as records of at most `size` bytes.
    public static byte[] cut(byte[] record, int size) {
        var out = new ByteArrayOutputStream();
        for (int at = HEAD; at < record.length; at += size) {
            int length = Math.min(size, record.length - at);
            out.write(record, 0, 3);
            out.write(length >> 8);
            out.write(length);
            out.write(record, at, length);
        }
        return out.toByteArray();
    }

    /// Connects, and sends each record of the cut ClientHello on its own.
    public static SSLSocket connect(SSLContext context, int port, int size) throws IOException {
        var plain = new CuttingSocket(port, size);
        plain.setTcpNoDelay(true);
        return (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
    }

    private static final class CuttingSocket extends Socket {
        private final int size;
        private boolean first = true;

        CuttingSocket(int port, int size) throws IOException {
            super("127.0.0.1", port);
            this.size = size;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    if (!first) {
                        out.write(bytes, from, length);
                        return;
                    }
                    first = false;
                    byte[] record = java.util.Arrays.copyOfRange(bytes, from, from + length);
                    byte[] records = cut(record, size);
                    for (int at = 0; at < records.length; at += HEAD + size) {
                        out.write(records, at, Math.min(HEAD + size, records.length - at));
                        out.flush();
                    }
                }
            };
        }
    }
}
