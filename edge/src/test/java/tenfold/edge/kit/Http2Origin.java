package tenfold.edge.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import tenfold.edge.kit.Http2Wire.Frame;

/// An instance that speaks HTTP/2 by hand: each connection follows a script from its first request
/// on. Health checks are answered by itself.
public final class Http2Origin implements AutoCloseable {
    private static final byte[] OK = {(byte) 0x88};

    /// What one connection does after the HEADERS of its first request; it ends when this returns.
    @FunctionalInterface
    public interface Script {
        void run(Http2Wire wire, Frame first) throws IOException;
    }

    private final ServerSocket server;
    private final int[] settings;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();

    public Http2Origin(Script script, int... settings) throws IOException {
        this.script = script;
        this.settings = settings;
        server = new ServerSocket(0, 512, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /// How many connections have brought requests that are no health checks.
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (var wire = Http2Wire.serving(socket, settings)) {
            Frame first = wire.next();
            if (first.text().contains("user-agent: tenfold-health")) {
                wire.frame(
                        Http2Wire.HEADERS,
                        Http2Wire.END_STREAM | Http2Wire.END_HEADERS,
                        first.stream(),
                        OK);
            } else {
                connections.incrementAndGet();
                script.run(wire, first);
            }
        } catch (IOException _) {
            // the edge has ended the connection
        }
    }
}
