package tenfold.edge;

import io.netty.channel.epoll.Epoll;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import tenfold.edge.listen.Transport;

/// The ways to open an edge on this machine: one for each transport.
final class Openings {
    private Openings() {}

    static Stream<Named<Function<EdgeConfig, Edge>>> onEveryTransport() {
        Named<Function<EdgeConfig, Edge>> selectors =
                Named.of("the JDK's selectors", config -> new Edge(config, Transport.nio()));
        return Epoll.isAvailable()
                ? Stream.of(
                        Named.of("epoll", config -> new Edge(config, Transport.epoll())), selectors)
                : Stream.of(selectors);
    }
}
