package tenfold.control.scale;

/// What the demand will be, from the same minutes of the day and the week before.
///
/// Five minutes of a week ago and of yesterday (the mean of those that were seen) are scaled by how
/// the last hour compares with the hour of then, at most twice or half: days differ in height more
/// than in shape.
final class Forecast {
    private static final int SMOOTHING = 2;
    private static final int HOUR = 60;
    private static final double RATIO_MAX = 2;

    private Forecast() {}

    /// The demand of a minute to come, known at `now`; not a number without a day of history.
    static double of(DemandHistory history, long minute, long now) {
        double sum = 0;
        int count = 0;
        for (int back : new int[] {DemandHistory.DAY, DemandHistory.WEEK}) {
            double then = history.mean(minute - back - SMOOTHING, minute - back + SMOOTHING + 1);
            double hourThen = history.mean(now - back - HOUR, now - back);
            double hour = history.mean(now - HOUR, now);
            if (!Double.isNaN(then) && hourThen > 0 && !Double.isNaN(hour)) {
                sum += then * Math.clamp(hour / hourThen, 1 / RATIO_MAX, RATIO_MAX);
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /// The most from `now` on for some minutes.
    static double most(DemandHistory history, long now, int minutes) {
        double most = Double.NaN;
        for (long minute = now; minute <= now + minutes; minute++) {
            double one = of(history, minute, now);
            most = Double.isNaN(most) ? one : Double.isNaN(one) ? most : Math.max(most, one);
        }
        return most;
    }
}
