package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLException;

/// Asks a server for TLS before the first word is spoken. Those behind it see an active channel
/// once the server has proven who it is.
final class TlsRequest extends ChannelInboundHandlerAdapter {
    private static final int REQUEST = 80877103;

    private final SslContext tls;
    private final Reach.Tcp server;

    TlsRequest(SslContext tls, Reach.Tcp server) {
        this.tls = tls;
        this.server = server;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        var _ = context.writeAndFlush(context.alloc().buffer(8).writeInt(8).writeInt(REQUEST));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        // More than one byte before the handshake may be from someone in the middle.
        boolean offered = in.readableBytes() == 1 && in.readByte() == 'S';
        in.release();
        if (offered) {
            context.pipeline()
                    .addFirst("tls", tls.newHandler(context.alloc(), server.host(), server.port()));
        } else {
            context.fireExceptionCaught(new SSLException("the server offers no TLS"));
            var _ = context.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                context.fireChannelActive();
                context.pipeline().remove(this);
            } else {
                context.fireExceptionCaught(done.cause());
                var _ = context.close();
            }
        }
    }
}
