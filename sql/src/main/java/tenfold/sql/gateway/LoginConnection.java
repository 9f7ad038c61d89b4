package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tenfold.sql.login.ScramException;
import tenfold.sql.login.ScramServer;
import tenfold.sql.login.Verifier;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Hello;
import tenfold.sql.wire.Replies;
import tenfold.sql.wire.Tag;
import tenfold.sql.wire.WireException;

/// One client from its first byte to its login, after which [ClientConnection] takes over.
///
/// There is exactly one StartupMessage; everything after it is a password message. Lengths are
/// checked before anything waits for that many bytes.
final class LoginConnection extends ChannelInboundHandlerAdapter {
    private static final byte TLS_HANDSHAKE = 0x16;
    private static final long RETRY_MILLIS = 100;

    private enum Stage {
        HELLO,
        LOOKING_UP,
        SASL_FIRST,
        SASL_LAST,
        OVER
    }

    private final Loop loop;
    private final Doorway doorway;
    private final boolean readOnly;
    private Stage stage = Stage.HELLO;
    private @Nullable ByteBuf saved;
    private @Nullable StartupRequest request;
    private @Nullable ScramServer scram;
    private Roles.@Nullable Answer answer;
    private String address = "";
    private boolean counted;
    private boolean fresh = true;
    private boolean encrypted;
    private boolean directTls;

    /// @param readOnly clients that come this way only read
    LoginConnection(Loop loop, Doorway doorway, boolean readOnly) {
        this.loop = loop;
        this.doorway = doorway;
        this.readOnly = readOnly;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        address =
                ((InetSocketAddress) context.channel().remoteAddress())
                        .getAddress()
                        .getHostAddress();
        counted = true;
        if (!doorway.enter(address)) {
            end(context, Fault.fatal("53300", "too many connections are logging in"));
            return;
        }
        var _ =
                context.executor()
                        .schedule(
                                () -> late(context),
                                loop.limits().loginTime().toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    private void late(ChannelHandlerContext context) {
        if (stage == Stage.LOOKING_UP && answer instanceof Roles.Answer.Unavailable(Fault why)) {
            end(
                    context,
                    Fault.fatal("57P03", "the database server is not available: " + why.message()));
        } else if (stage != Stage.OVER) {
            over();
            var _ = context.close();
        }
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
        if (stage == Stage.OVER) {
            in.release();
            return;
        }
        try {
            if (startsTls(in)) {
                directTls = true;
                secure(context);
                context.pipeline().fireChannelRead(in);
                return;
            }
            while (stage != Stage.OVER && stage != Stage.LOOKING_UP && step(context, in)) {
                fresh = false;
            }
            keep(context, in);
        } catch (WireException e) {
            end(context, e.fault());
        } catch (ScramException | IndexOutOfBoundsException e) {
            end(context, Fault.fatal("08P01", String.valueOf(e.getMessage())));
        }
        in.release();
    }

    private boolean startsTls(ByteBuf in) {
        return fresh
                && !encrypted
                && doorway.tls() != null
                && in.isReadable()
                && in.getByte(in.readerIndex()) == TLS_HANDSHAKE;
    }

    private void keep(ChannelHandlerContext context, ByteBuf in) {
        if (stage == Stage.OVER || !in.isReadable()) {
            return;
        }
        if (in.readableBytes() > Math.max(loop.limits().preAuthLengthMax(), Hello.LENGTH_MAX)) {
            throw new WireException("too many bytes before login");
        }
        saved = context.alloc().buffer(in.readableBytes() + 256).writeBytes(in);
    }

    private boolean step(ChannelHandlerContext context, ByteBuf in) {
        if (stage == Stage.HELLO) {
            Hello hello = Hello.read(in);
            if (hello != null) {
                on(context, hello, in);
            }
            return hello != null;
        }
        if (in.readableBytes() < 5) {
            return false;
        }
        byte tag = in.getByte(in.readerIndex());
        int length = in.getInt(in.readerIndex() + 1);
        if (tag != Tag.PASSWORD) {
            throw new WireException("expected a password message, got type " + (tag & 0xff));
        }
        if (length < 4 || length > loop.limits().preAuthLengthMax()) {
            throw new WireException("invalid password message length");
        }
        if (in.readableBytes() < length + 1) {
            return false;
        }
        in.skipBytes(5);
        password(context, in.readSlice(length - 4));
        return true;
    }

    private void on(ChannelHandlerContext context, Hello hello, ByteBuf in) {
        switch (hello) {
            case Hello.Gss() -> answerByte(context, 'N', in);
            case Hello.Tls() -> {
                if (encrypted) {
                    throw new WireException("TLS is already on");
                }
                boolean offered = doorway.tls() != null;
                answerByte(context, offered ? 'S' : 'N', in);
                if (offered) {
                    secure(context);
                }
            }
            case Hello.Cancel(int pid, int key) -> {
                loop.shared().clients().cancel(new VirtualKey(pid, key));
                over();
                var _ = context.close();
            }
            case Hello.Startup startup -> startup(context, startup);
        }
    }

    /// Answers a negotiation. Whoever sent more before the answer may be someone in the middle.
    private static void answerByte(ChannelHandlerContext context, char answer, ByteBuf in) {
        if (in.isReadable()) {
            throw new WireException("received unencrypted data after an encryption request");
        }
        var _ = context.writeAndFlush(Unpooled.buffer(1).writeByte(answer), context.voidPromise());
    }

    private void secure(ChannelHandlerContext context) {
        encrypted = true;
        var tls = Objects.requireNonNull(doorway.tls());
        context.pipeline().addFirst("tls", tls.newHandler(context.alloc()));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            SslHandler tls = context.pipeline().get(SslHandler.class);
            boolean negotiated = tls != null && "postgresql".equals(tls.applicationProtocol());
            if (!done.isSuccess() || (directTls && !negotiated)) {
                over();
                var _ = context.close();
            }
        }
    }

    private void startup(ChannelHandlerContext context, Hello.Startup startup) {
        request = StartupRequest.of(startup);
        if (startup.minor() > 0 || !startup.unknownOptions().isEmpty()) {
            ByteBuf out = context.alloc().buffer();
            Replies.negotiate(out, startup.unknownOptions());
            var _ = context.write(out);
        }
        stage = Stage.LOOKING_UP;
        lookUp(context);
    }

    private void lookUp(ChannelHandlerContext context) {
        if (stage == Stage.LOOKING_UP) {
            String user = Objects.requireNonNull(request).user();
            doorway.roles()
                    .find(user, found -> loop.executor().execute(() -> found(context, found)));
        }
    }

    private void found(ChannelHandlerContext context, Roles.Answer found) {
        if (stage != Stage.LOOKING_UP) {
            return;
        }
        answer = found;
        String user = Objects.requireNonNull(request).user();
        Optional<Verifier> verifier =
                switch (found) {
                    case Roles.Answer.Found(Roles.Role role) -> role.verifier();
                    case Roles.Answer.Unknown() -> Optional.empty();
                    case Roles.Answer.Unavailable _ -> Optional.empty();
                };
        if (found instanceof Roles.Answer.Unavailable) {
            var _ =
                    context.executor()
                            .schedule(() -> lookUp(context), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        scram =
                new ScramServer(
                        verifier.orElseGet(() -> Verifier.mock(doorway.mockSecret(), user)));
        stage = Stage.SASL_FIRST;
        ByteBuf out = context.alloc().buffer();
        Replies.authentication(
                out, 10, (ScramServer.MECHANISM + "\0\0").getBytes(StandardCharsets.US_ASCII));
        var _ = context.writeAndFlush(out);
        if (saved != null) {
            channelRead(context, Unpooled.EMPTY_BUFFER);
        }
    }

    private void password(ChannelHandlerContext context, ByteBuf body) {
        ScramServer exchange = Objects.requireNonNull(scram);
        if (stage == Stage.SASL_FIRST) {
            String challenge = exchange.first(clientFirst(body));
            ByteBuf out = context.alloc().buffer();
            Replies.authentication(out, 11, bytes(challenge));
            stage = Stage.SASL_LAST;
            var _ = context.writeAndFlush(out);
            return;
        }
        String last = exchange.last(body.toString(StandardCharsets.UTF_8));
        Fault refusal = last == null ? wrongPassword() : refusal();
        if (last == null || refusal != null) {
            end(context, refusal == null ? wrongPassword() : refusal);
            return;
        }
        ByteBuf out = context.alloc().buffer();
        Replies.authentication(out, 12, bytes(last));
        var _ = context.write(out);
        admit(context, exchange);
    }

    private static String clientFirst(ByteBuf body) {
        int length = body.bytesBefore((byte) 0);
        String mechanism =
                length < 0 ? "" : body.readCharSequence(length, StandardCharsets.UTF_8).toString();
        if (!mechanism.equals(ScramServer.MECHANISM)) {
            throw new WireException("client selected an invalid SASL authentication mechanism");
        }
        body.skipBytes(1);
        if (body.readInt() != body.readableBytes()) {
            throw new WireException("malformed SASL initial response");
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private Fault wrongPassword() {
        String user = Objects.requireNonNull(request).user();
        return Fault.fatal("28P01", "password authentication failed for user \"" + user + "\"");
    }

    /// Why a client with the right password is not let in; null when it is.
    private @Nullable Fault refusal() {
        String user = Objects.requireNonNull(request).user();
        if (!(answer instanceof Roles.Answer.Found(Roles.Role role)) || role.expired()) {
            return wrongPassword();
        }
        if (!role.mayLogIn()) {
            return Fault.fatal("28000", "role \"" + user + "\" is not permitted to log in");
        }
        Clients clients = loop.shared().clients();
        if (role.connectionsMax() >= 0 && clients.count(user) >= role.connectionsMax()) {
            return Fault.fatal("53300", "too many connections for role \"" + user + "\"");
        }
        if (clients.count() >= doorway.clientsMax()) {
            return Fault.fatal("53300", "sorry, too many clients already")
                    .withHint("The gateway serves " + doorway.clientsMax() + " clients at a time.");
        }
        return null;
    }

    private void admit(ChannelHandlerContext context, ScramServer exchange) {
        StartupRequest asked = Objects.requireNonNull(request);
        over();
        var key = new Pool.Key(asked.user(), asked.database());
        Pool pool = loop.join(key, Objects.requireNonNull(exchange.keys()));
        var client =
                new ClientConnection(
                        pool,
                        loop.shared().clients().newIdentity(),
                        loop.intern(Settings.ofStartup(settings(asked))),
                        readOnly);
        context.pipeline().replace(this, "client", client);
        loop.joined(client);
        client.open();
    }

    private Map<String, String> settings(StartupRequest asked) {
        if (asked.settings().containsKey("synchronous_commit")) {
            loop.shared().routing().commitsMayComeLate();
        }
        if (!readOnly) {
            return asked.settings();
        }
        Map<String, String> settings = new HashMap<>(asked.settings());
        settings.put("default_transaction_read_only", "on");
        return settings;
    }

    private void end(ChannelHandlerContext context, Fault fault) {
        if (stage != Stage.OVER) {
            over();
            ByteBuf out = context.alloc().buffer();
            fault.asFatal().write(out);
            context.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void over() {
        stage = Stage.OVER;
        if (saved != null) {
            saved.release();
            saved = null;
        }
        if (counted) {
            counted = false;
            doorway.leave(address);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        over();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        over();
        var _ = context.close();
    }

    private static byte[] bytes(String message) {
        return message.getBytes(StandardCharsets.UTF_8);
    }
}
