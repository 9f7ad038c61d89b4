package tenfold.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Two networks with one cable between them, through which PostgreSQL's replication goes while the
/// cable is whole.
///
/// How it works: a server's unix socket is moved aside and a relay listens in its place. Sessions
/// that ask for replication are led over TCP through the cable, all others straight on. With the
/// cable cut no packet arrives, and nobody is told: connections stand still, as between two zones
/// that lost each other.
public final class ZoneCable implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final byte[] FAR = {10, (byte) 231, 0, 2};
    private static final int PORT = 5432;
    private static final int PACKET_MAX = 16 << 10;

    private final NetworkNamespace near;
    private final NetworkNamespace far;
    private final ServerSocketChannel listener;
    private final List<Path> servers = new CopyOnWriteArrayList<>();
    private boolean closed;
    private final Queue<AutoCloseable> open = new ConcurrentLinkedQueue<>();

    public ZoneCable() throws IOException, InterruptedException {
        String stem = "tf" + ProcessHandle.current().pid() + "x" + NUMBERS.incrementAndGet();
        near = new NetworkNamespace(stem + "a");
        far = new NetworkNamespace(stem + "b");
        NetworkNamespace.ip(
                "link",
                "add",
                "cable",
                "netns",
                near.name(),
                "type",
                "veth",
                "peer",
                "name",
                "cable",
                "netns",
                far.name());
        address(near, "10.231.0.1/24");
        address(far, "10.231.0.2/24");
        listener =
                far.call(() ->
                        ServerSocketChannel.open()
                                .bind(new InetSocketAddress(InetAddress.getByAddress(FAR), PORT)));
        loop(() -> arrive(listener.accept()));
    }

    private static void address(NetworkNamespace zone, String address)
            throws IOException, InterruptedException {
        NetworkNamespace.ip("-n", zone.name(), "addr", "add", address, "dev", "cable");
        NetworkNamespace.ip("-n", zone.name(), "link", "set", "cable", "up");
    }

    /// Leads the replication of the server at this socket through the cable, from its next
    /// connection on.
    public void lead(Path socket) throws IOException {
        Path aside = socket.resolveSibling(socket.getFileName() + ".aside");
        Files.move(socket, aside, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        var relay =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        .bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        Object own = key(socket);
        open.add(() -> putBack(relay, socket, aside, own));
        int number = servers.size();
        servers.add(aside);
        loop(() -> depart(relay.accept(), number));
    }

    /// Unless the server has been started anew meanwhile, and has made its socket anew.
    private static void putBack(ServerSocketChannel relay, Path socket, Path aside, Object own)
            throws IOException {
        relay.close();
        if (own.equals(key(socket))) {
            Files.move(aside, socket, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    public void cut() throws IOException, InterruptedException {
        NetworkNamespace.ip("-n", near.name(), "link", "set", "cable", "down");
    }

    public void heal() throws IOException, InterruptedException {
        NetworkNamespace.ip("-n", near.name(), "link", "set", "cable", "up");
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /// Again and again, until something is closed.
    private static void loop(Step step) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (true) {
                            step.run();
                        }
                    } catch (IOException _) {
                        // Closed.
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void depart(SocketChannel client, int number) {
        open.add(client);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        ByteBuffer hello = hello(client);
                        boolean replication =
                                StandardCharsets.UTF_8
                                        .decode(hello.duplicate())
                                        .toString()
                                        .contains("replication");
                        SocketChannel server = replication ? cross(number) : straight(number);
                        open.add(server);
                        write(server, hello);
                        join(client, server);
                    } catch (IOException _) {
                        close(client);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    /// The startup packet: its length says where it ends.
    private static ByteBuffer hello(SocketChannel client) throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(PACKET_MAX).limit(4);
        read(client, packet);
        packet.limit(Math.clamp(packet.getInt(0), 4, PACKET_MAX));
        read(client, packet);
        return packet.flip();
    }

    private SocketChannel straight(int number) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(servers.get(number)));
    }

    private SocketChannel cross(int number) throws IOException, InterruptedException {
        SocketChannel cable = near.call(SocketChannel::open);
        open.add(cable);
        cable.connect(new InetSocketAddress(InetAddress.getByAddress(FAR), PORT));
        write(cable, ByteBuffer.wrap(new byte[] {(byte) number}));
        return cable;
    }

    private void arrive(SocketChannel cable) {
        open.add(cable);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        ByteBuffer number = ByteBuffer.allocate(1);
                        read(cable, number);
                        SocketChannel server = straight(number.get(0));
                        open.add(server);
                        join(cable, server);
                    } catch (IOException _) {
                        close(cable);
                    }
                });
    }

    private static void join(SocketChannel one, SocketChannel other) {
        Thread.ofVirtual().start(() -> pump(one, other));
        Thread.ofVirtual().start(() -> pump(other, one));
    }

    private static void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer bytes = ByteBuffer.allocate(64 << 10);
        try {
            while (from.read(bytes.clear()) >= 0) {
                write(to, bytes.flip());
            }
        } catch (IOException _) {
            // Ended from the other side.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void read(SocketChannel from, ByteBuffer all) throws IOException {
        while (all.hasRemaining()) {
            if (from.read(all) < 0) {
                throw new IOException("ended early");
            }
        }
    }

    private static void write(SocketChannel to, ByteBuffer all) throws IOException {
        while (all.hasRemaining()) {
            to.write(all);
        }
    }

    private static void close(AutoCloseable each) {
        try {
            each.close();
        } catch (Exception _) {
            // It is of no use any more in any case.
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        close(listener);
        new ArrayList<>(open).forEach(ZoneCable::close);
        near.close();
        far.close();
    }
}
