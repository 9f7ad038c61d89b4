package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tenfold.sql.login.ScramClient;
import tenfold.sql.login.ScramException;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;
import tenfold.sql.wire.WireException;

/// Logs one new connection in to the server, then makes way for [BackendConnection].
final class BackendLogin extends ChannelInboundHandlerAdapter {
    private static final int LENGTH_MAX = 1 << 16;

    /// What servers from version 14 on report.
    private static final String STANDBY = "in_hot_standby";

    private final Lender lender;
    private final ScramClient scram;
    private @Nullable ByteBuf saved;
    private Parameters parameters = Parameters.NONE;
    private boolean proven;
    private boolean accepted;
    private boolean over;
    private int pid;
    private int key;

    BackendLogin(Lender lender) {
        this.lender = lender;
        this.scram = new ScramClient(lender.credentials());
    }

    /// Who will own the connection.
    Lender lender() {
        return lender;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ByteBuf out = context.alloc().buffer(256);
        Replies.startup(out, List.of("user", lender.user(), "database", lender.database()));
        var _ = context.writeAndFlush(out, context.voidPromise());
        var _ =
                context.executor()
                        .schedule(
                                () ->
                                        fail(
                                                context,
                                                Fault.fatal(
                                                        "08006",
                                                        "the database server did not answer a login")),
                                lender.loop().limits().loginTime().toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (saved != null) {
            saved.writeBytes(in);
            in.release();
            in = saved;
            saved = null;
        }
        try {
            while (!over && step(context, in)) {
                // Each step is one message.
            }
        } catch (WireException | ScramException | IndexOutOfBoundsException e) {
            fail(
                    context,
                    Fault.fatal("08P01", "login to the database server failed: " + e.getMessage()));
        }
        if (!over && in.isReadable()) {
            saved = context.alloc().buffer(Math.max(256, in.readableBytes() * 2)).writeBytes(in);
        }
        in.release();
    }

    private boolean step(ChannelHandlerContext context, ByteBuf in) {
        if (in.readableBytes() < 5) {
            return false;
        }
        int length = in.getInt(in.readerIndex() + 1);
        if (length < 4 || length > LENGTH_MAX) {
            throw new WireException("message length " + length);
        }
        if (in.readableBytes() < 1 + length) {
            return false;
        }
        byte tag = in.readByte();
        ByteBuf body = in.readSlice(length).skipBytes(4);
        switch (tag) {
            case Tag.AUTHENTICATION -> authenticate(context, body);
            case Tag.PARAMETER_STATUS -> parameters = parameters.with(string(body), string(body));
            case Tag.BACKEND_KEY -> {
                pid = body.readInt();
                key = body.readInt();
            }
            case Tag.ERROR -> fail(context, Fault.read(body));
            case Tag.NOTICE -> {}
            case Tag.READY -> ready(context);
            default -> throw new WireException("unexpected message " + (char) tag);
        }
        return true;
    }

    private void authenticate(ChannelHandlerContext context, ByteBuf body) {
        int kind = body.readInt();
        switch (kind) {
            case 10 -> {
                ByteBuf out = context.alloc().buffer(256);
                int start = Replies.begin(out, Tag.PASSWORD);
                Replies.string(out, ScramClient.MECHANISM);
                byte[] first = scram.first().getBytes(StandardCharsets.UTF_8);
                out.writeInt(first.length).writeBytes(first);
                Replies.end(out, start);
                var _ = context.writeAndFlush(out, context.voidPromise());
            }
            case 11 -> {
                ByteBuf out = context.alloc().buffer(256);
                int start = Replies.begin(out, Tag.PASSWORD);
                out.writeCharSequence(scram.last(rest(body)), StandardCharsets.UTF_8);
                Replies.end(out, start);
                var _ = context.writeAndFlush(out, context.voidPromise());
            }
            case 12 -> proven = scram.accepts(rest(body));
            case 0 -> accepted = true;
            default ->
                    throw new WireException(
                            "the server wants authentication " + kind + ", not SCRAM-SHA-256");
        }
        if (accepted && !proven) {
            throw new WireException("the server did not prove that it knows the role");
        }
    }

    private void ready(ChannelHandlerContext context) {
        if (!accepted) {
            throw new WireException("ready before the login was accepted");
        }
        over = true;
        // Clients are told of one database server, whatever serves them.
        boolean standby = parameters.get(STANDBY).equals("on");
        var seen = standby ? parameters.with(STANDBY, "off") : parameters;
        var server = new BackendConnection(lender, pid, key, lender.loop().intern(seen), standby);
        context.pipeline().replace(this, "server", server);
        lender.opened(server);
    }

    private void fail(ChannelHandlerContext context, Fault why) {
        if (!over) {
            over = true;
            var _ = context.close();
            lender.failed(why);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(
                context,
                Fault.fatal("08006", "the database server closed the connection during login"));
        if (saved != null) {
            saved.release();
            saved = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(
                context,
                Fault.fatal("08006", "login to the database server failed: " + cause.getMessage()));
    }

    private static String string(ByteBuf body) {
        int length = body.bytesBefore((byte) 0);
        String value = body.readCharSequence(length, StandardCharsets.UTF_8).toString();
        body.skipBytes(1);
        return value;
    }

    private static String rest(ByteBuf body) {
        return body.readCharSequence(body.readableBytes(), StandardCharsets.UTF_8).toString();
    }
}
