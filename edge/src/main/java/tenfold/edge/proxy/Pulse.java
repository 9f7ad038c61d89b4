package tenfold.edge.proxy;

/// Whether a peer that owes an answer is still there; pure, time as an argument.
///
/// Silence for a minute is asked about with a PING, and no answer to that for ten seconds is the
/// end. Asked at most every five minutes: servers of gRPC take more for an attack.
final class Pulse {
    static final long SILENCE_NANOS = 60_000_000_000L;
    static final long PATIENCE_NANOS = 10_000_000_000L;
    static final long PAUSE_NANOS = 300_000_000_000L;

    enum Finding {
        FINE,
        ASK,
        DEAD
    }

    private boolean asked;
    private boolean everAsked;
    private long heard;
    private long askedAt;

    /// Something has come.
    void heard(long now) {
        heard = now;
        asked = false;
    }

    /// What to do while somebody waits for the peer.
    Finding look(long now) {
        if (asked) {
            return now - askedAt > PATIENCE_NANOS ? Finding.DEAD : Finding.FINE;
        }
        boolean paused = everAsked && now - askedAt < PAUSE_NANOS;
        if (paused || now - heard <= SILENCE_NANOS) {
            return Finding.FINE;
        }
        asked = true;
        everAsked = true;
        askedAt = now;
        return Finding.ASK;
    }
}
