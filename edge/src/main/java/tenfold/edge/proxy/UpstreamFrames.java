package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import tenfold.edge.http2.AnswerFields;
import tenfold.edge.http2.ErrorCode;
import tenfold.edge.http2.FrameWriter;
import tenfold.edge.http2.Frames;
import tenfold.edge.http2.HpackDecoder;
import tenfold.edge.http2.Http2Violation;

/// Judges the frames that a target sends on one [UpstreamLink] (RFC 9113 section 5.1).
final class UpstreamFrames implements Frames {
    private static final int HEADER_TABLE_SIZE = 1;
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;

    private final UpstreamLink link;
    private final HpackDecoder decoder = new HpackDecoder();
    private final AnswerFields fields;

    UpstreamFrames(UpstreamLink link) {
        this.link = link;
        fields = new AnswerFields(link.loop.proxy.limits().http2ListBytesMax());
    }

    @Override
    public void data(int id, ByteBuf in, int size, int flow, boolean ends) throws Http2Violation {
        link.credit(flow);
        UpstreamStream stream = link.streams().get(id);
        if (stream == null) {
            notIdle(id);
        } else {
            stream.data(in, size, flow, ends);
        }
    }

    @Override
    public void headers(int id, byte[] block, int length, boolean ends) throws Http2Violation {
        UpstreamStream stream = link.streams().get(id);
        decoder.decode(block, length, fields.begin(stream != null && stream.takesTrailers()));
        if (stream == null) {
            notIdle(id);
        } else {
            stream.headers(fields, ends);
        }
    }

    @Override
    public void reset(int id, long code) throws Http2Violation {
        UpstreamStream stream = link.streams().get(id);
        if (stream == null) {
            notIdle(id);
        } else {
            stream.reset(ErrorCode.of(code));
        }
    }

    @Override
    public void setting(int id, long value) throws Http2Violation {
        switch (id) {
            case HEADER_TABLE_SIZE -> link.requestBlock().tableMax(value);
            case MAX_CONCURRENT_STREAMS -> link.streamsMax(value);
            case INITIAL_WINDOW_SIZE -> {
                if (value > Integer.MAX_VALUE || !link.streams().initialWindow((int) value)) {
                    throw Http2Violation.ofConnection(
                            ErrorCode.FLOW_CONTROL_ERROR, "a setting that is not allowed");
                }
            }
            default -> {} // RFC 9113 section 6.5.2: unknown settings are ignored
        }
    }

    @Override
    public void settingsEnd() {
        FrameWriter.settingsAck(link.control());
        link.sendControl();
        link.sender().send();
    }

    @Override
    public void ping(long opaque) {
        FrameWriter.pingAck(link.control(), opaque);
        link.sendControl();
    }

    @Override
    public void goAway(int lastStream, long code) {
        link.goAway(lastStream);
    }

    @Override
    public void window(int id, int increment) throws Http2Violation {
        UpstreamStream stream = link.streams().get(id);
        boolean valid = true;
        if (id == 0) {
            valid = link.sender().widen(increment);
        } else if (stream == null) {
            notIdle(id);
        } else {
            valid = stream.widen(increment);
        }
        if (!valid) {
            throw Http2Violation.ofStream(
                    id, ErrorCode.FLOW_CONTROL_ERROR, "a window that is too large");
        }
        link.sender().send();
    }

    @Override
    public void idle() {}

    private void notIdle(int id) throws Http2Violation {
        if (!link.streams().knows(id)) {
            throw Http2Violation.ofConnection(
                    ErrorCode.PROTOCOL_ERROR, "a frame of a stream that was not opened");
        }
    }
}
