package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;

/// Both connections of an [Exchange] after a switch of protocols: bytes pass as they come. Each
/// direction ends on its own; the tunnel ends with both.
final class Tunnel {
    private final Loop loop;
    private final Exchange exchange;
    private final Client client;
    private final UpstreamConnection upstream;
    private boolean clientEnded;
    private boolean upstreamEnded;

    Tunnel(Exchange exchange, UpstreamConnection upstream) {
        this.exchange = exchange;
        this.upstream = upstream;
        client = exchange.client();
        loop = client.loop();
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
        Answer answer = client.answer();
        answer.open();
        answer.body(in, in.readableBytes());
        exchange.delivered(answer.close());
        in.release();
        if (!client.isWritable()) {
            upstream.pauseReading();
        }
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
