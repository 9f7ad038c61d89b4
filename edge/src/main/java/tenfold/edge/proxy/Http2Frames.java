package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.Base64;
import tenfold.edge.EdgeLimits;
import tenfold.edge.Limit;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http2.Allowance;
import tenfold.edge.http2.ClosedStreams;
import tenfold.edge.http2.ClosedStreams.End;
import tenfold.edge.http2.ErrorCode;
import tenfold.edge.http2.FrameWriter;
import tenfold.edge.http2.Frames;
import tenfold.edge.http2.HpackDecoder;
import tenfold.edge.http2.Http2Violation;
import tenfold.edge.http2.RequestFields;

/// Judges the frames of one [Http2Connection] by the state of their streams (RFC 9113 section 5.1),
/// and what the client does too often.
final class Http2Frames implements Frames {
    private static final int HEADER_TABLE_SIZE = 1;
    private static final int ENABLE_PUSH = 2;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_FRAME_SIZE = 5;
    private static final int FRAME_SIZE_MIN = 1 << 14;
    private static final int FRAME_SIZE_MAX = (1 << 24) - 1;

    /// What honest work is worth in frames that bring nothing.
    private static final int WORTH_OF_REQUEST = 8;

    private static final int WORTH_OF_DATA = 2;

    private static final byte[] NO_KEY = {};
    private static final SecureRandom KEYS = new SecureRandom();

    private final Http2Connection connection;
    private final Loop loop;
    private final EdgeLimits.Http2 limits;
    private final HpackDecoder decoder = new HpackDecoder();
    private final RequestFields fields;
    private final ByteSink text = new ByteSink(1024);
    private final ClosedStreams closed = new ClosedStreams();
    private final Allowance idleFrames;
    private final Allowance resets;
    private int lastStream;
    private long windowLeft;

    Http2Frames(Http2Connection connection) {
        this.connection = connection;
        loop = connection.loop;
        EdgeLimits all = loop.proxy.limits();
        limits = all.http2();
        fields = new RequestFields(all.http2ListBytesMax());
        long now = loop.coarseNow();
        idleFrames = new Allowance(limits.idleFramesMax(), limits.idleFramesPerSecond(), now);
        resets = new Allowance(limits.resetsMax(), limits.resetsPerSecond(), now);
        windowLeft = Math.max(limits.connectionWindow(), 65_535);
    }

    int lastStream() {
        return lastStream;
    }

    @Override
    public void data(int id, ByteBuf in, int size, int flow, boolean ends) throws Http2Violation {
        windowLeft -= flow;
        if (windowLeft < 0) {
            throw Http2Violation.ofConnection(
                    ErrorCode.FLOW_CONTROL_ERROR, "more than the connection's window");
        }
        Http2Stream stream = connection.streams().get(id);
        if (stream == null) {
            afterEnd(id, ErrorCode.STREAM_CLOSED);
            connection.credit(flow);
            return;
        }
        if (size > 0) {
            idleFrames.earn(1);
        }
        stream.data(in, size, flow, ends);
    }

    @Override
    public void headers(int id, byte[] block, int length, boolean ends) throws Http2Violation {
        Http2Stream stream = connection.streams().get(id);
        boolean known = stream != null || id <= lastStream;
        decoder.decode(block, length, fields.begin(known));
        if (stream != null) {
            trailers(stream, id, ends);
        } else if (known) {
            afterEnd(id, ErrorCode.PROTOCOL_ERROR);
        } else {
            lastStream = id;
            begin(id, ends);
        }
    }

    private void trailers(Http2Stream stream, int id, boolean ends) throws Http2Violation {
        if (stream.hasClientEnded()) {
            throw Http2Violation.ofStream(
                    id, ErrorCode.STREAM_CLOSED, "the stream was ended before");
        }
        if (!ends) {
            throw malformed(id, "trailers that do not end the stream");
        }
        String problem = fields.isTooLarge() ? "trailers that are too large" : fields.problem(true);
        if (problem != null) {
            throw malformed(id, problem);
        }
        fields.writeTrailers(text.clear());
        stream.trailers(text);
    }

    private void begin(int id, boolean ends) throws Http2Violation {
        idleFrames.earn(WORTH_OF_REQUEST);
        String problem = fields.isTooLarge() ? null : fields.problem(ends);
        if (problem != null) {
            throw malformed(id, problem);
        }
        if (!connection.takesStreams()) {
            connection.sendReset(id, ErrorCode.REFUSED_STREAM);
            return;
        }
        if (connection.streams().count() >= limits.streamsMax()) {
            loop.tally.hit(Limit.HTTP2_STREAMS);
            throw Http2Violation.ofStream(id, ErrorCode.REFUSED_STREAM, "too many streams");
        }
        Http2Stream stream = connection.streams().add(id);
        stream.open(id, ends, fields.isGrpc());
        RequestHead head = loop.takeHead();
        if (fields.isTooLarge()) {
            loop.tally.hit(Limit.HEADERS);
            stream.refuse(head, ErrorPage.ofViolation(431, "the request has too large headers"));
            return;
        }
        try {
            fields.writeHead(text.clear(), ends, fields.isWebSocket() ? newKey() : NO_KEY);
            head.offerWhole(text);
        } catch (HttpViolation violation) {
            loop.tally.countHead(violation.status());
            stream.refuse(head, ErrorPage.ofViolation(violation.status(), violation.reason()));
            return;
        }
        stream.begin(head);
    }

    private static Http2Violation malformed(int id, String problem) {
        return Http2Violation.ofStream(id, ErrorCode.PROTOCOL_ERROR, problem);
    }

    private static byte[] newKey() {
        byte[] random = new byte[16];
        KEYS.nextBytes(random);
        return Base64.getEncoder().encode(random);
    }

    @Override
    public void reset(int id, long code) throws Http2Violation {
        Http2Stream stream = connection.streams().get(id);
        if (stream == null) {
            notIdle(id);
            idle();
            return;
        }
        takeReset();
        connection.remove(stream, null);
    }

    /// A client may change its mind, but each time costs the application a request.
    private void takeReset() throws Http2Violation {
        if (!resets.take(loop.coarseNow())) {
            loop.tally.hit(Limit.HTTP2_RESETS);
            throw Http2Violation.ofConnection(
                    ErrorCode.ENHANCE_YOUR_CALM, "too many streams were broken off");
        }
    }

    /// A stream's rules were broken: it ends, which costs as much as if the client had ended it.
    void broken(Http2Violation violation) throws Http2Violation {
        int id = violation.stream();
        lastStream = Math.max(lastStream, id);
        takeReset();
        Http2Stream stream = connection.streams().get(id);
        if (stream == null) {
            connection.sendReset(id, violation.code());
        } else {
            connection.remove(stream, violation.code());
        }
    }

    @Override
    public void setting(int id, long value) throws Http2Violation {
        switch (id) {
            case HEADER_TABLE_SIZE -> connection.responseFields().tableMax(value);
            case ENABLE_PUSH -> check(value <= 1, ErrorCode.PROTOCOL_ERROR);
            case INITIAL_WINDOW_SIZE -> {
                check(value <= Integer.MAX_VALUE, ErrorCode.FLOW_CONTROL_ERROR);
                check(
                        connection.streams().initialWindow((int) value),
                        ErrorCode.FLOW_CONTROL_ERROR);
            }
            case MAX_FRAME_SIZE ->
                    check(
                            value >= FRAME_SIZE_MIN && value <= FRAME_SIZE_MAX,
                            ErrorCode.PROTOCOL_ERROR);
            default -> {} // RFC 9113 section 6.5.2: unknown settings are ignored
        }
    }

    private static void check(boolean valid, ErrorCode otherwise) throws Http2Violation {
        if (!valid) {
            throw Http2Violation.ofConnection(otherwise, "a setting that is not allowed");
        }
    }

    @Override
    public void settingsEnd() throws Http2Violation {
        idle();
        FrameWriter.settingsAck(connection.control());
        connection.sendControl();
        connection.sender().send();
    }

    @Override
    public void ping(long opaque) throws Http2Violation {
        idle();
        FrameWriter.pingAck(connection.control(), opaque);
        connection.sendControl();
    }

    @Override
    public void goAway(int last, long code) throws Http2Violation {
        idle();
    }

    @Override
    public void window(int id, int increment) throws Http2Violation {
        idle();
        if (id == 0) {
            if (!connection.sender().widen(increment)) {
                throw Http2Violation.ofConnection(
                        ErrorCode.FLOW_CONTROL_ERROR, "the connection's window is too large");
            }
        } else {
            Http2Stream stream = connection.streams().get(id);
            if (stream == null) {
                notIdle(id);
            } else if (!stream.widen(increment)) {
                throw Http2Violation.ofStream(
                        id, ErrorCode.FLOW_CONTROL_ERROR, "the stream's window is too large");
            }
        }
        connection.sender().send();
    }

    @Override
    public void idle() throws Http2Violation {
        if (!idleFrames.take(loop.coarseNow())) {
            loop.tally.hit(Limit.HTTP2_IDLE_FRAMES);
            throw Http2Violation.ofConnection(
                    ErrorCode.ENHANCE_YOUR_CALM, "too many frames that bring nothing");
        }
    }

    /// A frame came for a stream that is not open: that is right only if the client cannot know.
    private void afterEnd(int id, ErrorCode ofForgotten) throws Http2Violation {
        notIdle(id);
        switch (closed.end(id)) {
            case BY_EDGE -> idle();
            case BY_CLIENT ->
                    throw Http2Violation.ofConnection(
                            ErrorCode.STREAM_CLOSED, "the stream was ended before");
            case UNKNOWN ->
                    throw Http2Violation.ofConnection(ofForgotten, "the stream is not open");
        }
    }

    private void notIdle(int id) throws Http2Violation {
        if (id > lastStream) {
            throw Http2Violation.ofConnection(
                    ErrorCode.PROTOCOL_ERROR, "a frame of a stream that was not opened");
        }
    }

    void closed(int id) {
        closed.add(id, End.BY_CLIENT);
    }

    void resetByUs(int id) {
        closed.add(id, End.BY_EDGE);
    }

    /// A request was answered whole.
    void answered() {
        resets.earn(1);
    }

    /// A frame of DATA was sent: the client may say twice that it has taken it.
    void sentData() {
        idleFrames.earn(WORTH_OF_DATA);
    }

    /// The connection's window was given back, or will soon be.
    void credited(int bytes) {
        windowLeft += bytes;
    }
}
