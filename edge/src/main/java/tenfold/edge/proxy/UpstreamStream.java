package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.BodyFraming;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.Method;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.http.Trailers;
import tenfold.edge.http2.AnswerFields;
import tenfold.edge.http2.ErrorCode;
import tenfold.edge.http2.Http2Violation;

/// One request on an [UpstreamLink], and its answer.
///
/// What comes of the answer is credited to the target when the client takes it: of an answer whose
/// client is slow there is one window of the stream at most, and the others go on.
final class UpstreamStream implements Carrier, Http2Sender.Sending {
    private static final int INTERIM_MAX = 16;

    private final UpstreamLink link;
    private final ResponseHead head;
    private final Trailers trailers;
    private final SendQueue sending = new SendQueue();
    private @Nullable Exchange exchange;
    private int id;
    private boolean begun;
    private boolean answerEnded;
    private boolean queued;
    private int interims;
    private int owed;

    /// What a Content-Length still announces, or -1.
    private long announced;

    UpstreamStream(UpstreamLink link) {
        this.link = link;
        head = new ResponseHead(link.loop.proxy.headLimits());
        trailers = new Trailers(link.loop.proxy.headLimits());
    }

    int id() {
        return id;
    }

    // ---- the request goes ----

    @Override
    public void send(Exchange borrower, RequestHead request, long requestId) {
        exchange = borrower;
        id = link.streams().begin(this);
        sending.open(id, link.streams().initialWindow());
        boolean ends = request.body() == BodyFraming.NONE;
        link.sendHead(this, borrower.client(), request, requestId, ends);
        if (ends) {
            sending.ended();
        }
    }

    @Override
    public void openBody() {
        link.loop.outbox.open(link.context());
    }

    @Override
    public void body(ByteBuf in, int size) {
        int window = link.sender().window();
        link.sender().spend(sending.data(in, size, false, link.loop.outbox, window));
        queue();
    }

    @Override
    public void endBody(Trailers ending) {
        ByteSink block = link.requestBlock().trailers(ending);
        boolean none = block.size() == 0;
        sending.end(
                none ? null : new ByteSink(block.size()).put(block.bytes(), 0, block.size()),
                link.loop.outbox);
    }

    @Override
    public void closeBody() {
        link.loop.outbox.close();
    }

    @Override
    public boolean isWritable() {
        return sending.isEmpty() && link.isWritable();
    }

    boolean widen(long more) {
        boolean valid = sending.widen(more);
        queue();
        return valid;
    }

    private void queue() {
        if (!queued && !sending.isEmpty() && !sending.isShut()) {
            queued = true;
            link.sender().add(this);
        }
    }

    @Override
    public boolean sendNext() {
        int taken = sending.next(link.loop.outbox, link.sender().window());
        link.sender().spend(taken);
        queued = false;
        queue();
        return taken > 0;
    }

    @Override
    public void sentSome() {
        writable();
    }

    /// The link's socket, or a window, is open again.
    void writable() {
        Exchange current = exchange;
        if (current != null && isWritable()) {
            current.upstreamWritabilityChanged();
        }
    }

    // ---- the answer comes ----

    @Override
    public boolean hasAnswered() {
        return begun || interims > 0;
    }

    @Override
    public Trailers trailers() {
        return trailers;
    }

    boolean takesTrailers() {
        return begun;
    }

    void headers(AnswerFields fields, boolean ends) throws Http2Violation {
        Exchange current = current();
        String problem = fields.problem();
        if (problem != null) {
            throw malformed(problem);
        }
        ByteSink text = link.text().clear();
        try {
            if (begun) {
                trailers(fields, ends, text);
            } else {
                boolean bodyless = current.method() == Method.HEAD;
                fields.writeHead(text, ends, bodyless);
                head.clear();
                head.offerWhole(text);
                answer(current, ends);
            }
        } catch (HttpViolation violation) {
            throw malformed(violation.reason());
        }
        if (ends) {
            end();
        }
    }

    private void trailers(AnswerFields fields, boolean ends, ByteSink text)
            throws Http2Violation, HttpViolation {
        if (!ends) {
            throw malformed("a second head");
        }
        fields.writeTrailers(text);
        trailers.offerWhole(text);
    }

    private void answer(Exchange current, boolean ends) throws Http2Violation {
        boolean interim = head.isInterim();
        if (interim && (ends || ++interims > INTERIM_MAX)) {
            throw malformed("an interim answer that ends, or one too many");
        }
        Answer out = current.client().answer();
        out.open();
        if (interim) {
            current.interim(head);
        } else {
            begun = true;
            BodyFraming framing = head.body(current.method());
            announced =
                    switch (framing) {
                        case NONE -> 0;
                        case LENGTH -> head.contentLength();
                        case CHUNKED, UNTIL_CLOSE -> -1;
                    };
            current.touch();
            current.answerBegins(head, 0);
        }
        current.delivered(out.close());
    }

    void data(ByteBuf in, int size, int flow, boolean ends) throws Http2Violation {
        Exchange current = current();
        if (!begun || (announced >= 0 && size > announced)) {
            throw malformed("a body that was not announced");
        }
        announced -= announced < 0 ? 0 : size;
        owed += flow;
        current.touch();
        if (size > 0) {
            Answer out = current.client().answer();
            out.open();
            out.body(in, size);
            current.delivered(out.close());
        }
        if (ends) {
            end();
        } else if (exchange != null && current.client().isWritable()) {
            credit();
        }
    }

    private void end() throws Http2Violation {
        if (announced > 0) {
            throw malformed("a body that is shorter than announced");
        }
        answerEnded = true;
        Exchange current = current();
        Answer out = current.client().answer();
        out.open();
        out.end(trailers);
        current.delivered(out.close());
        current.answered(true);
    }

    private void credit() {
        if (owed >= link.streamWindow() / 2 && !answerEnded) {
            link.sendWindow(id, owed);
            owed = 0;
        }
    }

    private Http2Violation malformed(String problem) {
        return Http2Violation.ofStream(id, ErrorCode.PROTOCOL_ERROR, problem);
    }

    @Override
    public void resume() {
        credit();
    }

    private Exchange current() {
        return requireNonNull(exchange);
    }

    // ---- endings ----

    @Override
    public void release(boolean clean) {
        exchange = null;
        sending.release();
        link.end(this, clean && sending.hasEnded() && answerEnded ? null : ErrorCode.CANCEL);
    }

    @Override
    public void releaseAfterSending() {
        release(false);
    }

    /// The target has broken the stream off.
    void reset(ErrorCode code) {
        Exchange current = leave();
        if (current != null && code == ErrorCode.REFUSED_STREAM && !hasAnswered()) {
            current.upstreamRefused();
        } else if (current != null && begun) {
            current.client().breakOff(code);
        } else if (current != null) {
            current.fail(ErrorPage.NO_ANSWER);
        }
    }

    /// The target has not looked at the stream, and never will.
    void refused() {
        Exchange current = leave();
        if (current != null) {
            current.upstreamRefused();
        }
    }

    /// The link has ended under it.
    void gone() {
        Exchange current = leave();
        if (current != null) {
            current.upstreamGone(false);
        }
    }

    /// The target broke the rules on this stream.
    void broke(Http2Violation violation) {
        Exchange current = exchange;
        if (current != null) {
            current.upstreamBroke(new HttpViolation(502, violation.reason()));
        }
    }

    /// The link knows nothing of it any more, and the exchange must not tell it.
    private @Nullable Exchange leave() {
        Exchange current = exchange;
        sending.release();
        link.end(this, null);
        return current;
    }
}
