package tenfold.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// The server under load, and how to connect to it.
record Peer(
        InetSocketAddress address,
        String host,
        Class<? extends Channel> channelType,
        @Nullable SslContext tls,
        String method) {

    /// Starts to connect; `connection` learns how it went.
    ChannelFuture connect(EventLoop loop, Connection connection, Duration timeout) {
        return new Bootstrap()
                .group(loop)
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis())))
                .handler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel channel) {
                                if (tls != null) {
                                    channel.pipeline().addLast(secure(tls, channel));
                                }
                                channel.pipeline()
                                        .addLast(new AnswerDecoder(method.equals("HEAD")))
                                        .addLast(connection);
                            }
                        })
                .connect(address);
    }

    private SslHandler secure(SslContext context, SocketChannel channel) {
        SslHandler handler = context.newHandler(channel.alloc(), host, address.getPort());
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        return handler;
    }
}
