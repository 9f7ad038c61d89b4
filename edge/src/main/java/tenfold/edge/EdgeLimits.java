package tenfold.edge;

import java.time.Duration;
import tenfold.base.Check;

/// Every maximum of the edge; each has a counter ([Limit]).
public record EdgeLimits(
        Message message,
        Connections connections,
        Client client,
        Upstream upstream,
        Waiting waiting,
        Http2 http2) {
    public static final EdgeLimits DEFAULT =
            new EdgeLimits(
                    new Message(8 << 10, 32 << 10, 100, Long.MAX_VALUE),
                    new Connections(1_000_000, 1_000_000, 64 << 10),
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
                    new Waiting(1_024, Duration.ofSeconds(10)),
                    new Http2(128, 256 << 10, 1 << 20, 200, 20, 1_000, 100));

    /// How large one message may be. Bodies are streamed and cost no memory, so that by default
    /// they have no maximum.
    public record Message(
            int requestLineMax, int headerBytesMax, int headersMax, long bodyBytesMax) {
        public Message {
            Check.that(bodyBytesMax >= 0, "bodyBytesMax %d is negative", bodyBytesMax);
        }
    }

    /// How many clients there may be, however many the image's shield lets in, and how far one may
    /// send ahead of the answers.
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

    /// What one connection of HTTP/2 may do: streams at once; bytes of bodies that wait for an
    /// instance, of a stream and of all; streams broken off, and frames that bring nothing, at once
    /// and for each second. Honest work earns more of the last two.
    public record Http2(
            int streamsMax,
            int streamWindow,
            int connectionWindow,
            int resetsMax,
            int resetsPerSecond,
            int idleFramesMax,
            int idleFramesPerSecond) {
        public Http2 {
            Check.that(streamsMax >= 1, "streamsMax %d is below 1", streamsMax);
            Check.that(streamWindow >= 1, "streamWindow %d is below 1", streamWindow);
            Check.that(
                    connectionWindow >= 65_535,
                    "connectionWindow %d is below 65535, which every client may assume",
                    connectionWindow);
            Check.that(resetsMax >= 1, "resetsMax %d is below 1", resetsMax);
            Check.that(idleFramesMax >= 1, "idleFramesMax %d is below 1", idleFramesMax);
        }
    }

    /// The largest header block of HTTP/2, compressed.
    public int http2BlockBytesMax() {
        return message.requestLineMax() + message.headerBytesMax();
    }

    /// The largest sum of fields of a request of HTTP/2, each counted with 32 bytes more.
    public int http2ListBytesMax() {
        return message.requestLineMax() + message.headerBytesMax() + 32 * message.headersMax();
    }

    public EdgeLimits with(Message other) {
        return new EdgeLimits(other, connections, client, upstream, waiting, http2);
    }

    public EdgeLimits with(Connections other) {
        return new EdgeLimits(message, other, client, upstream, waiting, http2);
    }

    public EdgeLimits with(Client other) {
        return new EdgeLimits(message, connections, other, upstream, waiting, http2);
    }

    public EdgeLimits with(Upstream other) {
        return new EdgeLimits(message, connections, client, other, waiting, http2);
    }

    public EdgeLimits with(Waiting other) {
        return new EdgeLimits(message, connections, client, upstream, other, http2);
    }

    public EdgeLimits with(Http2 other) {
        return new EdgeLimits(message, connections, client, upstream, waiting, other);
    }
}
