package tenfold.edge.cache;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import tenfold.edge.cache.rule.Asked;
import tenfold.edge.cache.rule.Fields;
import tenfold.edge.cache.rule.Storing;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.Method;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.model.CachePolicy;

/// What a cache would do for the routes that have none: how many of their requests it would answer,
/// without storing anything.
///
/// **How it works.** A table of fixed size remembers of a resource only a part of its hash and
/// until when its answer would be fresh, one word for each, and forgets what collides. A request
/// for a resource that is in it would have been a hit. What is not in it is looked at when it is
/// answered, by the rules of [Storing] and the usual policy; what may not be stored is remembered,
/// too, so that it is not looked at each time, and no more than some are looked at in a second.
///
/// It errs on the low side: collisions, unlooked-at answers and answers that vary by more than
/// their coding count as misses. Safe for use by any thread.
public final class Foresight {
    private static final int SLOTS = 1 << 16;
    private static final int NEGATIVE_SECONDS = 10;
    private static final int LOOKS_PER_SECOND_MAX = 500;
    private static final long SECONDS = 0xffff_ffffL;
    private static final long NEGATIVE = 1L << 32;
    private static final long TAG = ~(SECONDS | NEGATIVE);

    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);
    private final AtomicLong second = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    /// Counts a request; true when its answer is to be [#answered].
    public boolean asked(RequestHead head, Asked asked, RouteMeter meter, long nowMillis) {
        if (head.method() != Method.GET || head.hostEnd() == head.hostStart()) {
            return false;
        }
        long hash = hash(head);
        long slot = slots.get(index(hash));
        long now = nowMillis / 1000;
        if (((slot ^ hash) & TAG) != 0 || (slot & SECONDS) <= now) {
            return mayLook(now);
        }
        if ((slot & NEGATIVE) == 0) {
            asked.read(head);
            if (isPlain(asked) && !head.wantsUpgrade()) {
                meter.foreseen();
            }
        }
        return false;
    }

    /// Looks at an answer.
    public void answered(RequestHead head, Asked asked, ResponseHead answer, long nowMillis) {
        asked.read(head);
        if (!isPlain(asked)) {
            return; // says nothing of what others would get
        }
        var question =
                new Storing.Question(
                        Method.GET,
                        head.pathEnd() < head.targetEnd(),
                        false,
                        false,
                        asked.hasCookie(),
                        false);
        Fields fields = Fields.of(answer, _ -> true);
        Storing judged =
                Storing.judge(
                        question,
                        answer.status(),
                        fields,
                        CachePolicy.DEFAULT,
                        nowMillis,
                        nowMillis);
        long fresh =
                judged instanceof Storing.Stored(var lifetime, long age) && isForAll(fields, answer)
                        ? (lifetime.fresh() - age) / 1000
                        : 0;
        long now = nowMillis / 1000;
        long hash = hash(head);
        long until = Math.min(SECONDS, now + (fresh > 0 ? fresh : NEGATIVE_SECONDS));
        slots.set(index(hash), (hash & TAG) | until | (fresh > 0 ? 0 : NEGATIVE));
    }

    /// A request may have changed its resource.
    public void changed(RequestHead head) {
        slots.set(index(hash(head)), 0);
    }

    private static boolean isPlain(Asked asked) {
        return !asked.hasAuthorization() && !asked.isGuarded() && !asked.isDoubtful();
    }

    private static boolean isForAll(Fields fields, ResponseHead answer) {
        return List.of("accept-encoding").containsAll(fields.members("vary"))
                && answer.contentLength() <= CachePolicy.DEFAULT.bodyBytesMax();
    }

    private boolean mayLook(long now) {
        long before = second.get();
        if (before != now && second.compareAndSet(before, now)) {
            looks.set(0);
        }
        return looks.incrementAndGet() <= LOOKS_PER_SECOND_MAX;
    }

    private static int index(long hash) {
        return (int) (hash & (SLOTS - 1));
    }

    /// Of host and target, all bits mixed (the finalizer of MurmurHash3).
    private static long hash(RequestHead head) {
        byte[] b = head.bytes();
        long hash = 1;
        for (int i = head.hostStart(); i < head.hostEnd(); i++) {
            hash = 31 * hash + Ascii.lower(b[i]);
        }
        for (int i = head.targetStart(); i < head.targetEnd(); i++) {
            hash = 31 * hash + b[i];
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
