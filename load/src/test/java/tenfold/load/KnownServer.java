package tenfold.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// An HTTP server whose delays are known: each answer takes `delayMillis`, and for a second after
/// the `stallAfterMillis`th from the first request on it answers nothing at all. The path can ask
/// for another behaviour: `/status/404`, `/reset`, `/garbage`, `/half`, `/never`, `/close`.
final class KnownServer implements AutoCloseable {
    static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

    final AtomicInteger connections = new AtomicInteger();
    final Map<String, AtomicLong> paths = new ConcurrentHashMap<>();
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;
    private final long delayMillis;
    private final long stallAfterMillis;
    private volatile long firstNanos;

    KnownServer(long delayMillis, long stallAfterMillis) {
        this.delayMillis = delayMillis;
        this.stallAfterMillis = stallAfterMillis;
        this.channel =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel accepted) {
                                        connections.incrementAndGet();
                                        accepted.pipeline()
                                                .addLast(new HttpServerCodec())
                                                .addLast(new HttpObjectAggregator(1 << 20))
                                                .addLast(new Answers());
                                    }
                                })
                        .bind("127.0.0.1", 0)
                        .syncUninterruptibly()
                        .channel();
    }

    /// How often a path was asked for.
    long asked(String path) {
        var count = paths.get(path);
        return count == null ? 0 : count.get();
    }

    URI url(String path) {
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /// When the first request came, on the clock of [System#nanoTime].
    long firstNanos() {
        return firstNanos;
    }

    long stallStartNanos() {
        return firstNanos + TimeUnit.MILLISECONDS.toNanos(stallAfterMillis);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            long now = System.nanoTime();
            if (firstNanos == 0) {
                firstNanos = now;
            }
            String path = request.uri();
            paths.computeIfAbsent(path, _ -> new AtomicLong()).incrementAndGet();
            long delay = TimeUnit.MILLISECONDS.toNanos(delayMillis);
            long intoStall = now - stallStartNanos();
            if (stallAfterMillis > 0 && intoStall >= 0 && intoStall < STALL_NANOS) {
                delay += STALL_NANOS - intoStall;
            }
            var body =
                    path.equals("/echo")
                            ? request.content().retain()
                            : Unpooled.copiedBuffer("known", StandardCharsets.UTF_8);
            var _ =
                    ctx.executor()
                            .schedule(() -> answer(ctx, path, body), delay, TimeUnit.NANOSECONDS);
        }

        private static void answer(ChannelHandlerContext ctx, String path, ByteBuf body) {
            if (path.equals("/reset")) {
                var _ = ctx.close();
            } else if (path.equals("/garbage")) {
                raw(ctx, "SMTP 1.0 hello\r\n\r\n");
            } else if (path.equals("/half")) {
                raw(ctx, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            } else if (!path.equals("/never")) {
                write(ctx, path, body);
            }
        }

        private static void raw(ChannelHandlerContext ctx, String text) {
            var first = ctx.pipeline().firstContext();
            var bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
            var _ = first.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE);
        }

        private static void write(ChannelHandlerContext ctx, String path, ByteBuf body) {
            @Nullable String status = path.startsWith("/status/") ? path.substring(8) : null;
            var response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.valueOf(
                                    status == null ? 200 : Integer.parseInt(status)),
                            body);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            boolean close = path.equals("/close");
            if (close) {
                response.headers().set(HttpHeaderNames.CONNECTION, "close");
            }
            var written = ctx.writeAndFlush(response);
            if (close) {
                var _ = written.addListener(ChannelFutureListener.CLOSE);
            }
        }
    }
}
