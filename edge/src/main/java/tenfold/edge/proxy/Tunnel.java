package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import tenfold.edge.Limit;

/// Both connections of an [Exchange] after a switch of protocols: bytes pass as they come. Each
/// direction ends on its own; the tunnel ends with both.
final class Tunnel {
    /// A close frame (RFC 6455 section 5.5.1), not masked, with the status 1001.
    private static final byte[] GOING_AWAY = {(byte) 0x88, 2, 0x03, (byte) 0xe9};

    /// How long a client may take to close after that.
    private static final long LEAVING_NANOS = 5_000_000_000L;

    private final Loop loop;
    private final Exchange exchange;
    private final Client client;
    private final UpstreamConnection upstream;
    private boolean clientEnded;
    private boolean upstreamEnded;
    private final FrameBoundary frames = new FrameBoundary();
    private final boolean websocket;
    private boolean saidGoodbye;
    private long leavingSince;

    Tunnel(Exchange exchange, UpstreamConnection upstream) {
        this.exchange = exchange;
        this.upstream = upstream;
        client = exchange.client();
        loop = client.loop();
        websocket = exchange.head().value("upgrade").equalsIgnoreCase("websocket");
    }

    /// Both sides speak it from now on; what the client has sent already goes first.
    void begin() {
        upstream.becomeTunnel(this);
        client.becomeTunnel(this);
        client.answer().switching(upstream.head());
        ByteBuf early = client.pending();
        if (early != null && early.isReadable()) {
            fromClient(early.readRetainedSlice(early.readableBytes()));
        }
        if (client.ending() != null) {
            clientEnded();
        }
    }

    /// `overdue` when the target was to be rid of it by now: a WebSocket is then told to come again
    /// (1001, "going away"), so that its client goes to another target; anything else is cut off.
    void check(long now, boolean overdue, boolean idle) {
        if (idle) {
            client.close();
        } else if (overdue && leavingSince == 0) {
            leavingSince = now;
            loop.tally.hit(Limit.DRAIN_TIME);
            leave();
        } else if (overdue && now - leavingSince > LEAVING_NANOS) {
            client.close();
        }
    }

    /// Says 1001 as soon as no frame of the target is under way.
    private void leave() {
        if (!websocket) {
            client.close();
        } else if (frames.isBetweenFrames() && !saidGoodbye) {
            saidGoodbye = true;
            send(Unpooled.wrappedBuffer(GOING_AWAY));
        }
    }

    void fromClient(ByteBuf in) {
        exchange.received(in.readableBytes());
        var to = upstream.context();
        var _ = to.write(in, to.voidPromise());
        loop.touch(to);
        client.updateReading();
    }

    void fromUpstream(ByteBuf in) {
        exchange.touch();
        if (saidGoodbye) {
            in.release(); // nothing may follow a close frame
            return;
        }
        if (websocket) {
            frames.passes(in);
        }
        send(in);
        if (leavingSince != 0) {
            leave();
        }
        if (!client.isWritable()) {
            upstream.pauseReading();
        }
    }

    /// Sends to the client, and gives the buffer back.
    private void send(ByteBuf in) {
        Answer answer = client.answer();
        answer.open();
        answer.body(in, in.readableBytes());
        exchange.delivered(answer.close());
        in.release();
    }

    void clientEnded() {
        clientEnded = true;
        if (upstreamEnded) {
            exchange.tunnelEnded();
        } else {
            upstream.endOutput();
        }
    }

    void upstreamEnded() {
        upstreamEnded = true;
        if (clientEnded) {
            exchange.tunnelEnded();
        } else {
            client.endOutput();
        }
    }
}
