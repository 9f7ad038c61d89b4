package tenfold.edge;

import java.time.Duration;
import tenfold.base.Check;

/// Every maximum of the edge; each has a counter ([Limit]).
public record EdgeLimits(
        Message message,
        Connections connections,
        Client client,
        Upstream upstream,
        Waiting waiting) {
    public static final EdgeLimits DEFAULT =
            new EdgeLimits(
                    new Message(8 << 10, 32 << 10, 100, Long.MAX_VALUE),
                    new Connections(16_384, 4_096, 64 << 10),
                    new Client(
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(60),
                            240,
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(2)),
                    new Upstream(
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(60),
                            Duration.ofHours(1),
                            256,
                            Duration.ofSeconds(4),
                            Duration.ofMinutes(10)),
                    new Waiting(1_024, Duration.ofSeconds(10)));

    /// How large one message may be. Bodies are streamed and cost no memory, so that by default
    /// they have no maximum.
    public record Message(
            int requestLineMax, int headerBytesMax, int headersMax, long bodyBytesMax) {
        public Message {
            Check.that(bodyBytesMax >= 0, "bodyBytesMax %d is negative", bodyBytesMax);
        }
    }

    /// How many clients there may be, and how far one may send ahead of the answers.
    public record Connections(int totalMax, int perClientMax, int pipelinedBytesMax) {
        public Connections {
            Check.that(totalMax >= 1, "totalMax %d is below 1", totalMax);
            Check.that(perClientMax >= 1, "perClientMax %d is below 1", perClientMax);
            Check.that(
                    pipelinedBytesMax >= 1, "pipelinedBytesMax %d is below 1", pipelinedBytesMax);
        }
    }

    /// How slow a client may be: `headMax` from the first byte of a request to the end of its head,
    /// `idleMax` between two requests; bodies and responses must move at `bytesPerSecondMin` once
    /// `rateGrace` has passed.
    public record Client(
            Duration headMax,
            Duration idleMax,
            int bytesPerSecondMin,
            Duration rateGrace,
            Duration lingerMax) {}

    /// How slow an instance may be, and how its connections are kept. `idleMax` is below the five
    /// seconds after which many application servers close an idle connection; a server that names a
    /// time in `Keep-Alive` is believed.
    public record Upstream(
            Duration connectMax,
            Duration responseMax,
            Duration streamIdleMax,
            int idleConnectionsMax,
            Duration idleMax,
            Duration lifeMax) {}

    /// How many requests of one event loop may wait for an instance to come up, and for how long.
    public record Waiting(int requestsMax, Duration waitMax) {}

    public EdgeLimits with(Message other) {
        return new EdgeLimits(other, connections, client, upstream, waiting);
    }

    public EdgeLimits with(Connections other) {
        return new EdgeLimits(message, other, client, upstream, waiting);
    }

    public EdgeLimits with(Client other) {
        return new EdgeLimits(message, connections, other, upstream, waiting);
    }

    public EdgeLimits with(Upstream other) {
        return new EdgeLimits(message, connections, client, other, waiting);
    }

    public EdgeLimits with(Waiting other) {
        return new EdgeLimits(message, connections, client, upstream, other);
    }
}
