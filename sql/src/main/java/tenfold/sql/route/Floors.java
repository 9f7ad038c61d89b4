package tenfold.sql.route;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Up to where a replica must have replayed the log to show every completed write, for each table.
/// Used by all event loops at once, without locks.
///
/// How it works: what a write's position in the log is, its answer does not say. So the position is
/// asked for when a read needs it, once for all that need it (a *poll*). Until then a write has a
/// *mark*: the number of the first poll that may start after the write's answer. What that poll
/// says lies behind the write. A mark is set before the writer's client sees the answer, so whoever
/// knows of the write reads with its mark.
///
/// Tables are told apart by name without schema. A write whose tables are not known counts for all.
public final class Floors {
    /// No poll that a mark needs has been answered yet.
    public static final long UNKNOWN = -1;

    /// Tables told apart; writes to others count for all.
    static final int TABLES_MAX = 10_000;

    /// Polls whose answers are kept. An older mark gets the position of the oldest one kept, which
    /// lies behind its own.
    static final int KEPT = 1 << 10;

    private final AtomicLong started = new AtomicLong();
    private final AtomicLong all = new AtomicLong();
    private final AtomicLong any = new AtomicLong();
    private final Map<String, AtomicLong> tables = new ConcurrentHashMap<>();
    private final AtomicLongArray positions = new AtomicLongArray(KEPT);
    private volatile long answered;

    /// The mark of everything that has happened on the primary by now.
    public long now() {
        return started.get() + 1;
    }

    /// Something has been committed, or may have been; called before its client is told.
    public void wrote(Judgement judgement) {
        if (judgement.writesAll()) {
            wroteAll();
        } else if (!judgement.writes().isEmpty()) {
            wrote(judgement.writes());
        }
    }

    public void wrote(Collection<String> names) {
        long mark = now();
        for (String each : names) {
            AtomicLong table = tables.get(each);
            if (table == null && tables.size() < TABLES_MAX) {
                table = tables.computeIfAbsent(each, _ -> new AtomicLong());
            }
            raise(table == null ? all : table, mark);
        }
        raise(any, mark);
    }

    /// Any table may have changed; also when another server has become primary.
    public void wroteAll() {
        long mark = now();
        raise(all, mark);
        raise(any, mark);
    }

    private static void raise(AtomicLong floor, long mark) {
        if (floor.get() < mark) {
            floor.accumulateAndGet(mark, Math::max);
        }
    }

    /// The mark of what a read must see; 0 when nothing has been written.
    public long mark(Judgement judgement) {
        if (judgement.readsAll()) {
            return any.get();
        }
        long mark = all.get();
        for (String each : judgement.reads()) {
            AtomicLong table = tables.get(each);
            mark = table == null ? mark : Math.max(mark, table.get());
        }
        return mark;
    }

    /// The mark of what a transaction must see that may read any table.
    public long markOfAll() {
        return any.get();
    }

    /// A poll is about to be sent; returns its number.
    public long startPoll() {
        return started.incrementAndGet();
    }

    /// The primary has answered poll `number`, and no other poll after it. Polls that were lost
    /// share the answer of the next one.
    public synchronized void answer(long number, long position) {
        long first = Math.max(answered + 1, number - KEPT + 1);
        for (long each = first; each <= number; each++) {
            positions.set((int) (each % KEPT), position);
        }
        answered = Math.max(answered, number);
    }

    /// A position in the log behind everything that has `mark`, or [#UNKNOWN].
    public long position(long mark) {
        if (mark == 0) {
            return 0;
        }
        long last = answered;
        if (mark > last) {
            return UNKNOWN;
        }
        return positions.get((int) (Math.max(mark, last - KEPT + 1) % KEPT));
    }
}
