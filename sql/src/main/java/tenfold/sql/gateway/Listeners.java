package tenfold.sql.gateway;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tenfold.base.net.Address;
import tenfold.base.net.Ports;
import tenfold.model.ListenerReport;

/// The addresses at which clients of one kind come in.
final class Listeners {
    private static final int BACKLOG = 1024;
    private static final WriteBufferWaterMark WATERMARK =
            new WriteBufferWaterMark(64 << 10, 256 << 10);

    private final EventLoopGroup group;
    private final Transport transport;
    private final Map<EventLoop, Loop> loops;
    private final Doorway doorway;
    private final boolean readOnly;
    private final Map<Address, Channel> open = new HashMap<>();
    private final Map<Address, String> problems = new HashMap<>();

    Listeners(
            EventLoopGroup group,
            Transport transport,
            Map<EventLoop, Loop> loops,
            Doorway doorway,
            boolean readOnly) {
        this.group = group;
        this.transport = transport;
        this.loops = loops;
        this.doorway = doorway;
        this.readOnly = readOnly;
    }

    /// Opens and closes so that exactly `wanted` are open; others are not touched.
    void listen(List<Address> wanted) {
        for (Address address : List.copyOf(open.keySet())) {
            if (!wanted.contains(address)) {
                var _ = Objects.requireNonNull(open.remove(address)).close().awaitUninterruptibly();
            }
        }
        problems.keySet().retainAll(wanted);
        for (Address address : wanted) {
            if (!open.containsKey(address)) {
                open(address);
            }
        }
    }

    private void open(Address address) {
        var bound =
                new ServerBootstrap()
                        .group(group)
                        .channelFactory(transport.listeners())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATERMARK)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        Loop loop =
                                                Objects.requireNonNull(
                                                        loops.get(channel.eventLoop()));
                                        channel.pipeline()
                                                .addLast(
                                                        "login",
                                                        new LoginConnection(
                                                                loop, doorway, readOnly));
                                    }
                                })
                        .bind(address.toSocketAddress())
                        .awaitUninterruptibly();
        if (bound.isSuccess()) {
            open.put(address, bound.channel());
            problems.remove(address);
        } else {
            problems.put(address, Ports.whyNot(address, bound.cause()));
        }
    }

    List<ListenerReport> reports() {
        List<ListenerReport> reports = new ArrayList<>();
        open.keySet().forEach(each -> reports.add(new ListenerReport(each, true, null)));
        problems.forEach((each, why) -> reports.add(new ListenerReport(each, false, why)));
        return reports;
    }
}
