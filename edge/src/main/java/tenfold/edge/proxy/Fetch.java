package tenfold.edge.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.Filler;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.Fields;
import tenfold.edge.cache.store.StoredAnswer.Status;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.BodyFraming;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.KnownField;
import tenfold.edge.http.Method;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.http.Trailers;

/// Asks the application for an answer that is to be stored: a client of the edge's own, with an
/// [Exchange] of its own, so that routing, retries and limits are those of every request.
///
/// The answer goes to a [Filler]. When it turns out not to be for everybody, it is piped to the
/// visit that leads, at that client's pace; without one, it is broken off.
final class Fetch implements Client {
    private final Loop loop;
    private final Forwarded forwarded;
    private final Filler filler;
    private final Exchange exchange;
    private final Into into = new Into();
    private @Nullable CacheVisit leader;
    private boolean piping;
    private boolean collecting;
    private boolean done;

    Fetch(Loop loop, Forwarded forwarded, Filler filler, @Nullable CacheVisit leader) {
        this.loop = loop;
        this.forwarded = forwarded;
        this.filler = filler;
        this.leader = leader;
        exchange = new Exchange(this);
    }

    void begin() {
        loop.fetches.add(this);
        RequestHead request = loop.cachedHeads.newRequest();
        try {
            if (!request.offer(Unpooled.wrappedBuffer(filler.request()))) {
                throw new IllegalStateException("a fetch's own request is not whole");
            }
        } catch (HttpViolation violation) {
            throw new IllegalStateException("a fetch's own request is not valid", violation);
        }
        exchange.begin(request);
    }

    void check(long now) {
        exchange.check(now);
    }

    /// The client that gets the piped answer takes more.
    void leaderWritable() {
        exchange.clientWritable();
    }

    /// Who led is gone: what can be stored goes on, what was for it alone does not.
    void leaderGone(boolean piped) {
        leader = null;
        piping = false;
        if (piped && !collecting) {
            close();
        } else {
            exchange.clientWritable();
        }
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public Forwarded forwarded() {
        return forwarded;
    }

    @Override
    public Answer answer() {
        return into;
    }

    @Override
    public boolean isCounted() {
        return false;
    }

    /// What is stored may be the better answer, and is there at once.
    @Override
    public boolean isPatient() {
        return leader != null && !filler.hasExcuse(loop.proxy.clock().millis());
    }

    @Override
    public boolean isLast() {
        return false;
    }

    @Override
    public boolean isWritable() {
        CacheVisit to = leader;
        return !piping || to == null || to.isWritable();
    }

    @Override
    public @Nullable ByteBuf pending() {
        return null;
    }

    @Override
    public @Nullable Trailers ending() {
        return null;
    }

    @Override
    public void pump() {}

    @Override
    public void updateReading() {}

    @Override
    public boolean sendsTooSlowly(long now, long received) {
        return false;
    }

    @Override
    public void becomeTunnel(Tunnel made) {
        throw new IllegalStateException("a fetch asks for no other protocol");
    }

    @Override
    public void endOutput() {}

    /// The exchange has ended, well or with an error page.
    @Override
    public void exchangeEnded(boolean closes, boolean requestWhole) {
        if (!done) {
            done = true;
            loop.fetches.remove(this);
            CacheVisit to = leader;
            leader = null;
            if (piping && to != null) {
                to.pipeEnded();
            } else if (to != null) {
                to.fetchEnded();
            }
        }
    }

    /// The answer has broken off.
    @Override
    public void close() {
        if (!done) {
            done = true;
            loop.fetches.remove(this);
            failed(ErrorPage.NO_ANSWER);
            exchange.clientGone();
        }
    }

    private void failed(Page page) {
        boolean excused = filler.broke(page.status(), loop.proxy.clock().millis());
        CacheVisit to = leader;
        leader = null;
        if (to != null && excused) {
            to.fetchEnded();
        } else if (to != null) {
            to.fetchFailed(page);
        }
    }

    /// Where the application's answer goes.
    final class Into implements Answer {
        private Filler.Verdict verdict = Filler.Verdict.DISCARD;

        @Override
        public void open() {
            if (piping && leader != null) {
                leader.client().answer().open();
            }
        }

        @Override
        public void interim(RequestHead request, ResponseHead head) {
            // Hints for one client are not for those who come later; nobody waits for them.
        }

        @Override
        public boolean head(
                RequestHead request, ResponseHead head, boolean closes, long id, int following) {
            var asked = new Asked();
            asked.read(request);
            verdict = filler.head(read(head), asked, loop.proxy.clock().millis());
            collecting = verdict == Filler.Verdict.COLLECT;
            if (verdict == Filler.Verdict.COLLECT || verdict == Filler.Verdict.PASS) {
                pipe(head, following);
            }
            return closes;
        }

        @Override
        public boolean stored(
                RequestHead request, CachedHeads head, boolean closes, long id, int following) {
            throw new IllegalStateException("a fetch goes past the cache");
        }

        private void pipe(ResponseHead head, int following) {
            CacheVisit to = leader;
            if (to != null) {
                piping = true;
                to.client().answer().open();
                to.pipe(loop.cachedHeads.withStatus(head, filler.status()), following, collecting);
            } else if (!collecting) {
                // Nobody is there to read it; not at once, because its connection is being read.
                loop.eventLoop.execute(Fetch.this::close);
            }
        }

        @Override
        public void body(ByteBuf in, int size) {
            CacheVisit to = piping ? leader : null;
            boolean fills = verdict == Filler.Verdict.FILL || collecting;
            if (fills && !filler.body(in, size)) {
                collecting = false;
            }
            if (to != null) {
                to.client().answer().body(in, size);
            } else {
                in.skipBytes(size);
            }
        }

        @Override
        public void end(Trailers trailers) {
            if (verdict == Filler.Verdict.FILL || collecting) {
                filler.end();
            }
            CacheVisit to = leader;
            if (piping && to != null) {
                to.client().answer().end(trailers);
            }
        }

        @Override
        public void switching(ResponseHead head) {
            throw new IllegalStateException("a fetch asks for no other protocol");
        }

        @Override
        public void page(Page page, @Nullable RequestHead request, boolean closes, long id) {
            failed(page);
        }

        @Override
        public long close() {
            CacheVisit to = leader;
            if (piping && to != null) {
                long bytes = to.client().answer().close();
                to.exchange().delivered(bytes);
                return bytes;
            }
            return 0;
        }

        private static Filler.Head read(ResponseHead head) {
            BodyFraming framing = head.body(Method.GET);
            long length =
                    switch (framing) {
                        case NONE -> 0;
                        case LENGTH -> head.contentLength();
                        case CHUNKED, UNTIL_CLOSE -> -1;
                    };
            String reason = Ascii.text(head.bytes(), head.reasonStart(), head.reasonEnd());
            return new Filler.Head(
                    new Status(head.status(), reason),
                    Fields.of(head, i -> head.kind(i) != KnownField.DROPPED),
                    Fields.of(head, head::passes),
                    length);
        }
    }
}
