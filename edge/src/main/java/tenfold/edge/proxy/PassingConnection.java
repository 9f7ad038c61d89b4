package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;
import tenfold.edge.Limit;
import tenfold.edge.http.Forwarded;
import tenfold.edge.opening.ClientHello;
import tenfold.edge.proxy.Tally.Count;
import tenfold.model.ListenerProtocol;
import tenfold.model.Passage;
import tenfold.model.TargetGroupId;

/// One client of a listener that passes bytes, whatever they mean: it is given a [PassedTarget],
/// and both directions run until both have ended or nothing moved for long.
///
/// On a listener for TLS the name in the ClientHello chooses the group, and nothing is sent
/// anywhere before the whole of it has come. While no target is up the client waits, unread. An
/// image without the listener, or with another target, leaves open connections as they are.
final class PassingConnection extends SweptConnection {
    private static final int HELLO_BYTES_MAX = 4 * ClientHello.BYTES_MAX;

    private enum Phase {
        /// The name that the client asks for is not known yet.
        HELLO,
        SEARCHING,
        OPEN,
        CLOSED
    }

    private final Passage passage;
    private final Backlog backlog = new Backlog();
    private final long startedNanos = System.nanoTime();
    private Phase phase;
    private @Nullable PassedTarget target;
    private boolean clientEnded;
    private boolean targetEnded;
    private long moved;
    private long bytesIn;
    private long bytesOut;
    private int status;

    PassingConnection(Loop loop, Doorway door, Forwarded forwarded) {
        super(loop, door, forwarded);
        var listener = door.terms().listener();
        passage = requireNonNull(listener.passage());
        phase = listener.protocol() == ListenerProtocol.TLS ? Phase.HELLO : Phase.SEARCHING;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        super.handlerAdded(added);
        moved = System.nanoTime();
        if (phase == Phase.SEARCHING) {
            search(passage.find(null));
        }
    }

    // ---- from the client ----

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        switch (phase) {
            case HELLO -> {
                backlog.add(in);
                readHello();
            }
            case SEARCHING -> backlog.add(in);
            case OPEN -> pass(in);
            case CLOSED -> in.release();
        }
    }

    private void readHello() {
        ByteBuf in = requireNonNull(backlog.bytes());
        switch (ClientHello.read(in)) {
            case ClientHello.Partial() -> {
                if (in.readableBytes() > HELLO_BYTES_MAX) {
                    refuse(Limit.CLIENT_HELLO);
                }
            }
            case ClientHello.Broken(String _) -> refuse(Limit.CLIENT_HELLO);
            case ClientHello.Whole(String name) -> {
                phase = Phase.SEARCHING;
                search(passage.find(name));
            }
        }
    }

    private void refuse(Limit limit) {
        loop.tally.hit(limit);
        breakOff();
    }

    private void search(@Nullable TargetGroupId group) {
        if (group == null) {
            breakOff(); // nobody has this name
            return;
        }
        Disconnect.read(channel(), false);
        target = new PassedTarget(this, group);
        target.search();
    }

    private void pass(ByteBuf in) {
        PassedTarget to = requireNonNull(target);
        moved = loop.coarseNow();
        bytesIn += in.readableBytes();
        to.write(in);
        if (!to.isWritable()) {
            Disconnect.read(channel(), false);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (phase == Phase.OPEN && ctx.channel().isWritable()) {
            requireNonNull(target).read(true);
        }
        loop.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            clientEnded = true;
            if (phase == Phase.OPEN) {
                endTarget();
            } else if (phase == Phase.HELLO) {
                breakOff();
            }
            loop.flush();
        }
    }

    private void endTarget() {
        if (targetEnded) {
            closeBoth();
        } else {
            requireNonNull(target).endOutput();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended();
        loop.flush();
    }

    // ---- from the target ----

    /// The target takes bytes now.
    void opened() {
        phase = Phase.OPEN;
        moved = System.nanoTime();
        ByteBuf early = backlog.take();
        if (early != null) {
            pass(early);
        }
        if (clientEnded) {
            endTarget();
        }
        Disconnect.read(channel(), true);
    }

    /// Nobody could be reached.
    void failed(int why) {
        status = why;
        breakOff();
    }

    void fromTarget(ByteBuf in) {
        moved = loop.coarseNow();
        bytesOut += in.readableBytes();
        var _ = context().write(in, context().voidPromise());
        loop.touch(context());
        if (!channel().isWritable()) {
            requireNonNull(target).read(false);
        }
    }

    void targetWritable() {
        if (phase == Phase.OPEN) {
            Disconnect.read(channel(), true);
        }
    }

    void targetEnded() {
        targetEnded = true;
        if (clientEnded) {
            closeBoth();
        } else {
            Disconnect.endOutput(context());
        }
    }

    private void closeBoth() {
        PassedTarget to = target;
        if (to != null) {
            to.closeAfterSending();
            target = null;
            account(to);
        }
        phase = Phase.CLOSED;
        loop.remove(this);
        Disconnect.closeAfterSending(context());
    }

    // ---- clock and endings ----

    @Override
    void check(long now) {
        switch (phase) {
            case HELLO -> {
                if (now - moved > loop.proxy.limits().client().headMax().toNanos()) {
                    refuse(Limit.HEAD_TIME);
                }
            }
            case SEARCHING -> requireNonNull(target).check(now);
            case OPEN -> {
                if (now - moved > passage.idleMax().toNanos()) {
                    refuse(Limit.STREAM_IDLE_TIME);
                }
            }
            case CLOSED -> {}
        }
    }

    @Override
    void breakOff() {
        if (phase != Phase.CLOSED) {
            ended();
            var _ = context().close();
        }
    }

    private void ended() {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        loop.remove(this);
        backlog.release();
        PassedTarget to = target;
        target = null;
        if (to != null) {
            to.close();
        }
        account(to);
    }

    private void account(@Nullable PassedTarget to) {
        loop.tally.add(Count.BYTES_IN, bytesIn);
        loop.tally.add(Count.BYTES_OUT, bytesOut);
        AccessLine.write(
                loop.pen,
                new AccessLine(
                        loop.proxy.clock().millis(),
                        forwarded,
                        null,
                        status,
                        bytesIn,
                        bytesOut,
                        (System.nanoTime() - startedNanos) / 1000,
                        null,
                        "",
                        to == null ? null : to.served(),
                        0,
                        loop.nextId(),
                        clientEnded && targetEnded,
                        null));
    }
}
