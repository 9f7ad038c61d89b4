package tenfold.sql.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.model.ExternalPlace;

/// Opens connections to servers: by unix socket, or by TCP with or without TLS.
///
/// Names are resolved and certificate files read on a virtual thread of their own, for each
/// connection anew: a server behind a name may move, and a certificate may be renewed.
final class NetworkDial implements Dial {
    private static final int CONNECT_MILLIS = 5_000;

    private final Transport transport;

    NetworkDial(Transport transport) {
        this.transport = transport;
    }

    @Override
    public void open(
            EventLoop executor, Reach reach, ChannelHandler handler, Consumer<String> failed) {
        switch (reach) {
            case Reach.Socket(var path) -> {
                var bootstrap =
                        new Bootstrap()
                                .group(executor)
                                .channelFactory(transport.socketClients())
                                .handler(handler);
                connect(bootstrap, transport.address(path), executor, failed);
            }
            case Reach.Tcp tcp -> {
                var _ = Thread.startVirtualThread(() -> open(executor, tcp, handler, failed));
            }
        }
    }

    private void open(
            EventLoop executor, Reach.Tcp tcp, ChannelHandler handler, Consumer<String> failed) {
        SocketAddress address;
        SslContext tls;
        try {
            address = new InetSocketAddress(InetAddress.getByName(tcp.host()), tcp.port());
            tls = context(tcp);
        } catch (IOException | IllegalArgumentException e) {
            executor.execute(() -> failed.accept(tcp.host() + ": " + e.getMessage()));
            return;
        }
        var bootstrap =
                new Bootstrap()
                        .group(executor)
                        .channelFactory(transport.tcpClients())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                        .handler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        if (tls != null) {
                                            channel.pipeline().addLast(new TlsRequest(tls, tcp));
                                        }
                                        channel.pipeline().addLast(handler);
                                    }
                                });
        connect(bootstrap, address, executor, failed);
    }

    private static void connect(
            Bootstrap bootstrap,
            SocketAddress address,
            EventLoop executor,
            Consumer<String> failed) {
        bootstrap
                .connect(address)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        executor.execute(() -> failed.accept(String.valueOf(done.cause())));
                    }
                });
    }

    private static @Nullable SslContext context(Reach.Tcp tcp) throws IOException {
        if (tcp.tls() == ExternalPlace.Tls.DISABLE) {
            return null;
        }
        var builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        if (tcp.tls() == ExternalPlace.Tls.REQUIRE) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null);
        } else {
            if (tcp.authority() != null) {
                builder.trustManager(tcp.authority().toFile());
            }
            builder.endpointIdentificationAlgorithm("HTTPS");
        }
        return builder.protocols("TLSv1.3", "TLSv1.2").build();
    }
}
