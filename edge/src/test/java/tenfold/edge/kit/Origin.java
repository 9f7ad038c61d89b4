package tenfold.edge.kit;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// An application instance whose every connection follows a script. Health checks are answered by
/// itself.
public final class Origin implements AutoCloseable {
    /// What one connection does; it ends when the script returns.
    @FunctionalInterface
    public interface Script {
        void run(Wire wire) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int healthStatus = 200;

    public Origin(Script script) throws IOException {
        this(0, script);
    }

    public Origin(int port, Script script) throws IOException {
        this.script = script;
        server = new ServerSocket(port, 512, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    /// Answers every request on a kept connection with 200 and that body, and remembers the
    /// requests.
    public static Origin saying(String body) throws IOException {
        return saying(0, body);
    }

    public static Origin saying(int port, String body) throws IOException {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        return answering(port, answer);
    }

    /// Answers every request with these bytes, and keeps the connection.
    public static Origin answering(String answer) throws IOException {
        return answering(0, answer);
    }

    private static Origin answering(int port, String answer) throws IOException {
        var self = new Origin[1];
        self[0] =
                new Origin(
                        port,
                        wire -> {
                            while (true) {
                                self[0].requests.add(wire.message());
                                wire.send(answer);
                            }
                        });
        return self[0];
    }

    public int port() {
        return server.getLocalPort();
    }

    /// The requests seen by [#saying] and [#answering], whole.
    public List<String> requests() {
        return requests;
    }

    public void healthStatus(int status) {
        healthStatus = status;
    }

    /// Dies as by `kill -9`: nobody listens, and open connections are reset.
    public void kill() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        kill();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (var wire = new Wire(socket)) {
            String head = wire.head();
            if (head.toLowerCase(Locale.ROOT).contains("user-agent: tenfold-health")) {
                wire.send("HTTP/1.1 " + healthStatus + " Checked\r\nContent-Length: 0\r\n\r\n");
            } else {
                wire.unread(head);
                script.run(wire);
            }
        } catch (EOFException _) {
            // the peer is done
        } catch (IOException _) {
            // killed, or the peer broke off
        } finally {
            open.remove(socket);
        }
    }
}
