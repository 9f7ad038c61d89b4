package tenfold.edge.listen;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;
import tenfold.base.net.Ports;
import tenfold.edge.proxy.Doorway;
import tenfold.edge.proxy.Proxy;
import tenfold.model.Listener;
import tenfold.model.ListenerReport;

/// The accepting sockets of the current image. What cannot be opened is reported, and tried again
/// by [#retry].
public final class Listeners implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final int READ_INITIAL = 2048;
    private static final int READ_MAX = 64 << 10;

    private static final class Entry {
        final Listener wanted;
        @Nullable Tls tls;
        @Nullable Doorway door;
        @Nullable Channel channel;
        @Nullable String problem;

        Entry(Listener wanted) {
            this.wanted = wanted;
        }
    }

    private final EventLoopGroup group;
    private final Transport transport;
    private final Proxy proxy;
    private Map<Address, Entry> entries = new LinkedHashMap<>();

    public Listeners(EventLoopGroup group, Transport transport, Proxy proxy) {
        this.group = group;
        this.transport = transport;
        this.proxy = proxy;
    }

    /// Opens and closes what differs; a listener that stays keeps its connections.
    public synchronized void apply(List<Listener> wanted) {
        Map<Address, Entry> next = new LinkedHashMap<>();
        for (Listener listener : wanted) {
            Entry old = entries.remove(listener.address());
            boolean sameKind = old != null && old.wanted.protocol() == listener.protocol();
            if (old != null && !sameKind) {
                close(old);
            }
            var entry = new Entry(listener);
            if (old != null && sameKind) {
                entry.tls = old.tls;
                entry.door = old.door;
                entry.channel = old.channel;
            }
            next.put(listener.address(), entry);
        }
        entries.values().forEach(Listeners::close);
        entries = next;
        entries.values().forEach(this::open);
    }

    /// Tries again to open what could not be opened, and reads certificates that have changed.
    public synchronized void retry() {
        entries.values().forEach(this::open);
    }

    public synchronized List<ListenerReport> report() {
        List<ListenerReport> reports = new ArrayList<>();
        entries.forEach((address, entry) ->
                reports.add(new ListenerReport(address, entry.channel != null, entry.problem)));
        return reports;
    }

    /// Accepts nobody any more.
    @Override
    public synchronized void close() {
        entries.values().forEach(Listeners::close);
        entries = new LinkedHashMap<>();
    }

    private void open(Entry entry) {
        try {
            if (entry.wanted.tls() != null) {
                Tls newer = Tls.read(entry.wanted, entry.tls);
                newer.tickets().renew(System.nanoTime());
                entry.tls = newer;
            }
            var terms =
                    new Doorway.Terms(entry.wanted, entry.tls == null ? null : entry.tls.context());
            if (entry.channel == null) {
                bind(entry, terms);
            } else if (entry.door != null) {
                entry.door.renew(terms);
            }
            entry.problem = null;
        } catch (IOException e) {
            entry.problem = e.getMessage();
        }
    }

    private void bind(Entry entry, Doorway.Terms terms) throws IOException {
        Address address = entry.wanted.address();
        var door = new Doorway(terms);
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.server())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new AdaptiveRecvByteBufAllocator(512, READ_INITIAL, READ_MAX))
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        proxy.accept(channel, door);
                                    }
                                })
                        .bind(address.toSocketAddress())
                        .awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new IOException(Ports.whyNot(address, cause));
        }
        entry.door = door;
        entry.channel = bound.channel();
    }

    private static void close(Entry entry) {
        if (entry.door != null) {
            entry.door.close();
        }
        if (entry.channel != null) {
            entry.channel.close().awaitUninterruptibly();
        }
    }
}
