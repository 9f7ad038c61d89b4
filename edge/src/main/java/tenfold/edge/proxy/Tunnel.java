package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/// Both connections of an [Exchange] after a switch of protocols: bytes pass as they come. Each
/// direction ends on its own; the tunnel ends with both.
final class Tunnel {
    private final Loop loop;
    private final Exchange exchange;
    private final ClientConnection client;
    private final UpstreamConnection upstream;
    private boolean clientEnded;
    private boolean upstreamEnded;

    Tunnel(Exchange exchange, UpstreamConnection upstream) {
        this.exchange = exchange;
        this.upstream = upstream;
        client = exchange.client();
        loop = client.loop;
    }

    void fromClient(ByteBuf in) {
        exchange.received(in.readableBytes());
        pass(in, upstream.context());
        client.updateReading();
    }

    void fromUpstream(ByteBuf in) {
        exchange.touch();
        exchange.delivered(in.readableBytes());
        pass(in, client.context());
        if (!client.isWritable()) {
            upstream.pauseReading();
        }
    }

    void clientEnded() {
        clientEnded = true;
        if (upstreamEnded) {
            client.close();
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

    private void pass(ByteBuf in, ChannelHandlerContext to) {
        var _ = to.write(in, to.voidPromise());
        loop.touch(to);
    }
}
