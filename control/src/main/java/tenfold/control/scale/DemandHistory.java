package tenfold.control.scale;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/// The demand of the last fourteen days, one mean a minute; minutes that nobody saw are not a
/// number. About 80 KB.
final class DemandHistory {
    static final int DAY = 1440;
    static final int WEEK = 7 * DAY;
    private static final int MINUTES = 14 * DAY;

    private final float[] means = new float[MINUTES];
    private long newest = -1;
    private double sum;
    private int count;

    DemandHistory() {
        Arrays.fill(means, Float.NaN);
    }

    static long minute(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 60);
    }

    /// The minute that is being filled; -1 before the first.
    long newest() {
        return newest;
    }

    /// Hears of a demand; a time before the newest is ignored.
    void add(Instant at, double demand) {
        long minute = minute(at);
        if (minute < newest || !Double.isFinite(demand)) {
            return;
        }
        if (minute > newest) {
            long from = newest < 0 ? minute : Math.max(newest + 1, minute - MINUTES + 1);
            for (long gap = from; gap <= minute; gap++) {
                means[slot(gap)] = Float.NaN;
            }
            newest = minute;
            sum = 0;
            count = 0;
        }
        sum += demand;
        count++;
        means[slot(minute)] = (float) (sum / count);
    }

    /// The mean of a minute; not a number when it was not seen or is too old.
    double at(long minute) {
        return newest < 0 || minute > newest || minute <= newest - MINUTES || minute < 0
                ? Double.NaN
                : means[slot(minute)];
    }

    /// The mean of the minutes seen in a stretch; not a number when fewer than half were.
    double mean(long from, long to) {
        double all = 0;
        int seen = 0;
        for (long minute = from; minute < to; minute++) {
            double one = at(minute);
            if (!Double.isNaN(one)) {
                all += one;
                seen++;
            }
        }
        return 2L * seen < to - from ? Double.NaN : all / seen;
    }

    /// How far back it goes, in minutes.
    long span() {
        for (long back = MINUTES - 1L; back > 0; back--) {
            if (!Double.isNaN(at(newest - back))) {
                return back;
            }
        }
        return 0;
    }

    private static int slot(long minute) {
        return (int) Math.floorMod(minute, (long) MINUTES);
    }

    byte[] bytes() {
        var bytes = ByteBuffer.allocate(Long.BYTES + MINUTES * Float.BYTES).putLong(newest);
        for (float mean : means) {
            bytes.putFloat(mean);
        }
        return bytes.array();
    }

    /// Reads what [#bytes] wrote; anything else is an empty history.
    static DemandHistory read(byte[] bytes) {
        var history = new DemandHistory();
        if (bytes.length == Long.BYTES + MINUTES * Float.BYTES) {
            var from = ByteBuffer.wrap(bytes);
            history.newest = from.getLong();
            for (int i = 0; i < MINUTES; i++) {
                history.means[i] = from.getFloat();
            }
        }
        return history;
    }
}
