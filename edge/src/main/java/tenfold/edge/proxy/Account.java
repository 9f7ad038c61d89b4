package tenfold.edge.proxy;

import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Flaw;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.RequestHead;
import tenfold.edge.proxy.Tally.Count;
import tenfold.edge.target.Upstream;

/// What there is to say about one exchange: its id, bytes, status and retries. At its end it goes
/// into the loop's and the target's counters, the target's record of failures, and the access log.
final class Account {
    /// Never sent; as in nginx's log.
    private static final int STATUS_CLIENT_GONE = 499;

    private final Loop loop;
    private final Forwarded client;
    private final boolean counted;
    private @Nullable Way way;
    private @Nullable Flaw flaw;
    private boolean answered;
    private String reason = "";
    private int status;
    private int retries;
    private long id;
    private long startedNanos;
    private long bytesIn;
    private long bytesOut;

    /// Of a client that is `counted`, or of the edge's own requests, which count for targets only.
    Account(Loop loop, Forwarded client, boolean counted) {
        this.loop = loop;
        this.client = client;
        this.counted = counted;
    }

    /// Begins anew; `head` is null or unfinished when the request was not understood.
    void open(@Nullable RequestHead head) {
        way = null;
        flaw = null;
        answered = false;
        status = 0;
        reason = "";
        retries = 0;
        id = loop.nextId();
        startedNanos = System.nanoTime();
        bytesIn = head == null ? 0 : head.size();
        bytesOut = 0;
    }

    /// The route that was found.
    void routed(Way found) {
        way = found;
    }

    /// Its framing is flawed, and the access log is to say so.
    void flawed(Flaw found) {
        flaw = found;
    }

    long id() {
        return id;
    }

    long bytesIn() {
        return bytesIn;
    }

    /// Whether an answer of the target has begun to go out.
    boolean isAnswered() {
        return answered;
    }

    void received(long bytes) {
        bytesIn += bytes;
    }

    void delivered(long bytes) {
        bytesOut += bytes;
    }

    void retried() {
        retries++;
        loop.tally.add(Count.RETRIES, 1);
    }

    /// The target answers with this status.
    void answered(int statusOfTarget) {
        answered = true;
        status = statusOfTarget;
    }

    /// The edge itself ends the exchange with this page.
    void ended(Page page) {
        status = page.status();
        reason = page.reason();
    }

    /// The client has left before an answer came.
    void clientGone() {
        status = STATUS_CLIENT_GONE;
        reason = "client-gone";
    }

    /// Enters everything; `served` is the target that had the request, if one had, and `whole` says
    /// whether the client got all of its answer.
    void close(@Nullable RequestHead head, @Nullable Upstream served, boolean whole) {
        long now = System.nanoTime();
        long micros = (now - startedNanos) / 1000;
        if (counted) {
            closeForClient(head, served, whole, micros);
        }
        if (served != null) {
            closeFor(served, micros, now);
        }
    }

    private void closeForClient(
            @Nullable RequestHead head, @Nullable Upstream served, boolean whole, long micros) {
        Tally tally = loop.tally;
        tally.add(Count.REQUESTS, 1);
        tally.add(Count.ofStatus(status), 1);
        tally.add(Count.BYTES_IN, bytesIn);
        tally.add(Count.BYTES_OUT, bytesOut);
        tally.latency(micros);
        if (way != null) {
            closeFor(way, micros);
        }
        AccessLine.write(
                loop.pen,
                new AccessLine(
                        loop.proxy.clock().millis(),
                        client,
                        head,
                        status,
                        bytesIn,
                        bytesOut,
                        micros,
                        way,
                        reason,
                        served,
                        retries,
                        id,
                        whole,
                        flaw));
    }

    private void closeFor(Way taken, long micros) {
        Tally own = loop.tally(taken.name());
        own.add(Count.REQUESTS, 1);
        own.add(Count.ofStatus(status), 1);
        own.add(Count.RETRIES, retries);
        own.add(Count.BYTES_IN, bytesIn);
        own.add(Count.BYTES_OUT, bytesOut);
        own.latency(micros);
    }

    private void closeFor(Upstream served, long micros, long now) {
        Tally own = loop.lane(served).tally;
        own.add(Count.REQUESTS, 1);
        own.add(Count.ofStatus(status), 1);
        own.latency(micros);
        if (status >= 500) {
            own.add(Count.FAILURES, 1);
            served.failed(now);
        } else if (answered) {
            served.succeeded(now);
        }
    }
}
