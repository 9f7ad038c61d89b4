package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;
import tenfold.edge.EdgeLimits;
import tenfold.edge.Limit;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http2.ErrorCode;
import tenfold.edge.http2.FrameReader;
import tenfold.edge.http2.FrameWriter;
import tenfold.edge.http2.Http2Violation;
import tenfold.edge.http2.Preface;
import tenfold.edge.http2.ResponseFields;

/// One client that speaks HTTP/2: its bytes, its windows, its end. [Http2Frames] judges the frames,
/// each [Http2Stream] leads a request.
///
/// While the socket does not take what is written to it, it is not read either: what a client
/// causes to be written is bounded by what it reads.
final class Http2Connection extends SweptConnection {
    private enum Phase {
        PREFACE,
        OPEN,
        /// A GOAWAY has named the last stream; the connection ends with the last of them.
        ENDING,
        /// GOAWAY is sent; what the client still sends is thrown away, so that it can read that.
        LINGER,
        CLOSED
    }

    private final EdgeLimits.Http2 limits;
    private final EdgeLimits.Client clientLimits;
    private final ClientPace pace;
    private final Backlog backlog = new Backlog();
    private final Http2Frames frames;
    private final FrameReader reader;
    private final ResponseFields responseFields = new ResponseFields();
    private final Http2Streams streams = new Http2Streams(this);
    private final Http2Sender sender;
    private final ByteSink control = new ByteSink(64);
    private Phase phase = Phase.PREFACE;
    private boolean announcedEnd;
    private boolean reading;
    private boolean paused;
    private int owed;
    private long received;
    private long since;
    private long blockSince;

    Http2Connection(Loop loop, Doorway door, Forwarded forwarded, @Nullable ByteBuf early) {
        super(loop, door, forwarded);
        EdgeLimits all = loop.proxy.limits();
        limits = all.http2();
        clientLimits = all.client();
        pace = new ClientPace(clientLimits, loop.coarseNow());
        sender = new Http2Sender(loop, this::context, this::wrote, clientLimits);
        frames = new Http2Frames(this);
        reader = new FrameReader(frames, all.http2BlockBytesMax());
        if (early != null) {
            backlog.add(early);
        }
    }

    // ---- reading ----

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        super.handlerAdded(added);
        since = System.nanoTime();
        blockSince = since;
        pace.requestBegins(since);
        FrameWriter.opening(
                control.clear(),
                new FrameWriter.Opening(
                        limits.streamsMax(),
                        limits.streamWindow(),
                        limits.connectionWindow(),
                        loop.proxy.limits().http2ListBytesMax()));
        sendControl();
        read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (phase == Phase.LINGER || phase == Phase.CLOSED) {
            in.release();
            return;
        }
        received += in.readableBytes();
        backlog.add(in);
        read();
    }

    private void read() {
        if (reading) {
            return;
        }
        reading = true;
        try {
            while (isServing() && channel().isWritable() && next()) {
                // each frame has been dealt with
            }
        } catch (Http2Violation violation) {
            if (reader.inBlock() && violation.code() == ErrorCode.ENHANCE_YOUR_CALM) {
                loop.tally.hit(Limit.HTTP2_HEADER_BLOCK);
            }
            fail(violation.code(), violation.reason());
        } finally {
            reading = false;
        }
        if (isServing()) {
            backlog.trim();
        } else {
            backlog.release();
        }
        updateReading();
    }

    private boolean next() throws Http2Violation {
        ByteBuf in = backlog.bytes();
        if (in == null) {
            return false;
        }
        if (phase == Phase.PREFACE) {
            Preface.Match match = Preface.match(in);
            if (match == Preface.Match.WHOLE) {
                in.skipBytes(Preface.size());
                phase = Phase.OPEN;
            } else if (match == Preface.Match.NONE) {
                throw Http2Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "no preface");
            }
            return match == Preface.Match.WHOLE;
        }
        try {
            boolean whole = reader.next(in);
            if (whole && !reader.inBlock()) {
                blockSince = loop.coarseNow();
            }
            return whole;
        } catch (Http2Violation violation) {
            if (violation.stream() == 0) {
                throw violation;
            }
            frames.broken(violation);
            return true;
        }
    }

    private boolean isServing() {
        return phase == Phase.PREFACE || phase == Phase.OPEN || phase == Phase.ENDING;
    }

    private void updateReading() {
        boolean wanted = phase == Phase.LINGER || channel().isWritable();
        if (phase != Phase.CLOSED && wanted == paused) {
            paused = !wanted;
            Disconnect.read(channel(), wanted);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            for (Http2Stream stream : streams.all()) {
                stream.channelWritable();
            }
            read();
        } else {
            updateReading();
        }
        loop.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            goAway(ErrorCode.NO_ERROR, "");
            loop.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
        loop.flush();
    }

    // ---- streams ----

    Http2Streams streams() {
        return streams;
    }

    /// The answer was sent whole.
    void ended(Http2Stream stream) {
        remove(stream, stream.hasClientEnded() ? null : ErrorCode.NO_ERROR);
        frames.answered();
    }

    /// Forgets a stream; the client is told with `code` unless it knows.
    void remove(Http2Stream stream, @Nullable ErrorCode code) {
        if (!streams.remove(stream)) {
            return;
        }
        sender.remove(stream);
        if (code == null) {
            frames.closed(stream.id());
        } else {
            sendReset(stream.id(), code);
        }
        stream.gone();
        streams.reuse(stream);
        since = loop.coarseNow();
        endIfDone();
    }

    void sendReset(int id, ErrorCode code) {
        frames.resetByUs(id);
        FrameWriter.reset(control.clear(), id, code);
        sendControl();
    }

    // ---- windows ----

    ResponseFields responseFields() {
        return responseFields;
    }

    Http2Sender sender() {
        return sender;
    }

    /// So many bytes of bodies need not be kept any more.
    void credit(int bytes) {
        frames.credited(bytes);
        owed += bytes;
        if (owed >= limits.connectionWindow() / 2 && isServing()) {
            sendWindow(0, owed);
            owed = 0;
        }
    }

    void sendWindow(int id, int bytes) {
        FrameWriter.window(control.clear(), id, bytes);
        sendControl();
    }

    // ---- writing ----

    void wrote(long bytes) {
        pace.wrote(bytes);
    }

    void sentData() {
        frames.sentData();
    }

    /// Scratch for a frame; [#sendControl] sends it.
    ByteSink control() {
        return control.clear();
    }

    void sendControl() {
        if (phase != Phase.CLOSED) {
            ByteBuf out = context().alloc().directBuffer(control.size());
            out.writeBytes(control.bytes(), 0, control.size());
            wrote(control.size());
            var _ = context().write(out, context().voidPromise());
            loop.touch(context());
        }
    }

    // ---- clock and endings ----

    @Override
    void check(long now) {
        if (phase == Phase.LINGER) {
            if (now - since > clientLimits.lingerMax().toNanos()) {
                breakOff();
            }
            return;
        }
        for (Http2Stream stream : streams.all()) {
            stream.check(now);
        }
        if (isEnding() && phase == Phase.OPEN) {
            drain();
        }
        checkPace(now);
        checkIdle(now);
    }

    private void checkPace(long now) {
        if (pace.readsTooSlowly(now, channel()) || sender.isShut(now)) {
            loop.tally.hit(Limit.READ_RATE);
            breakOff();
        } else if (reader.inBlock() && now - blockSince > clientLimits.headMax().toNanos()) {
            loop.tally.hit(Limit.HEAD_TIME);
            fail(ErrorCode.ENHANCE_YOUR_CALM, "a header block that does not end");
        } else if (pace.sendsTooSlowly(now, received, paused || backlog.isEmpty())) {
            loop.tally.hit(Limit.BODY_RATE);
            fail(ErrorCode.ENHANCE_YOUR_CALM, "a frame that does not end");
        }
    }

    private void checkIdle(long now) {
        boolean begun = phase != Phase.PREFACE;
        long most = (begun ? clientLimits.idleMax() : clientLimits.headMax()).toNanos();
        if (isServing() && streams.count() == 0 && now - since > most) {
            loop.tally.hit(begun ? Limit.IDLE_TIME : Limit.HEAD_TIME);
            goAway(ErrorCode.NO_ERROR, "");
        }
    }

    /// Says first that an end is near, and at the next look which stream is the last: what the
    /// client has begun before it knew is served.
    private void drain() {
        if (announcedEnd) {
            goAway(ErrorCode.NO_ERROR, "");
        } else {
            announcedEnd = true;
            FrameWriter.goAway(
                    control.clear(), Integer.MAX_VALUE, ErrorCode.NO_ERROR, Ascii.bytes(""));
            sendControl();
        }
    }

    /// No new streams are served; the connection ends with those that are.
    private void goAway(ErrorCode code, String reason) {
        if (!isServing() || phase == Phase.ENDING) {
            return;
        }
        phase = Phase.ENDING;
        FrameWriter.goAway(control.clear(), frames.lastStream(), code, Ascii.bytes(reason));
        sendControl();
        endIfDone();
    }

    boolean takesStreams() {
        return phase == Phase.OPEN;
    }

    private void endIfDone() {
        if (phase == Phase.ENDING && streams.count() == 0) {
            linger();
        }
    }

    /// The client broke the rules, or a limit.
    private void fail(ErrorCode code, String reason) {
        if (isServing()) {
            phase = Phase.ENDING;
            FrameWriter.goAway(control.clear(), frames.lastStream(), code, Ascii.bytes(reason));
            sendControl();
            linger();
            dropStreams();
        }
    }

    private void linger() {
        phase = Phase.LINGER;
        since = loop.coarseNow();
        Disconnect.endOutput(context());
        updateReading();
    }

    @Override
    void breakOff() {
        if (phase != Phase.CLOSED) {
            gone();
            var _ = context().close();
        }
    }

    private void gone() {
        if (phase != Phase.CLOSED) {
            phase = Phase.CLOSED;
            loop.remove(this);
            dropStreams();
            backlog.release();
        }
    }

    private void dropStreams() {
        for (Http2Stream stream : streams.all()) {
            streams.remove(stream);
            sender.remove(stream);
            stream.gone();
        }
    }
}
