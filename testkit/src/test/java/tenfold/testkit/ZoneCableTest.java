package tenfold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
// JUnit fails; a skip is loud; what is after the end is told, too
@SuppressWarnings({"InterruptedExceptionSwallowed", "SystemOut", "try"})
class ZoneCableTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir Path folder;

    @Test
    void onlyReplicationFeelsACutAndItGoesOnAfterwards() throws Exception {
        String missing = NetworkNamespace.missing();
        if (!missing.isEmpty()) {
            System.err.println("SKIPPED: partitions between zones are not tested: " + missing);
        }
        assumeTrue(missing.isEmpty(), missing);
        Path socket = folder.resolve("server");
        var heard = new AtomicInteger();
        try (var server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                                .bind(UnixDomainSocketAddress.of(socket));
                var cable = new ZoneCable()) {
            cable.lead(socket);
            Thread.ofVirtual().start(() -> listen(server, heard));
            try (SocketChannel replication = hello(socket, "replication");
                    SocketChannel plain = hello(socket, "database")) {
                Await.until("both arrive", PATIENCE, () -> heard.get() == 2 * 19 - 3);
                cable.cut();
                say(replication, "0123456789");
                say(plain, "01234");
                Await.until("the plain one arrives", PATIENCE, () -> heard.get() >= 35 + 5);
                assertThat(heard).hasValue(40);
                cable.heal();
                Await.until("the other one, too", PATIENCE, () -> heard.get() == 50);
            }
            cable.close();
            hello(socket, "again").close();
            Await.until("past the cable", PATIENCE, () -> heard.get() == 50 + 8 + 5);
        }
    }

    private static SocketChannel hello(Path socket, String word) throws Exception {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        channel.write(
                ByteBuffer.allocate(8 + bytes.length)
                        .putInt(8 + bytes.length)
                        .putInt(196608)
                        .put(bytes)
                        .flip());
        return channel;
    }

    private static void say(SocketChannel channel, String word) throws Exception {
        channel.write(ByteBuffer.wrap(word.getBytes(StandardCharsets.UTF_8)));
    }

    private static void listen(ServerSocketChannel server, AtomicInteger heard) {
        try {
            while (true) {
                SocketChannel client = server.accept();
                Thread.ofVirtual().start(() -> count(client, heard));
            }
        } catch (java.io.IOException _) {
            // Closed.
        }
    }

    private static void count(SocketChannel client, AtomicInteger heard) {
        ByteBuffer bytes = ByteBuffer.allocate(1000);
        try {
            for (int read = client.read(bytes); read >= 0; read = client.read(bytes.clear())) {
                heard.addAndGet(read);
            }
        } catch (java.io.IOException _) {
            // Closed.
        }
    }
}
