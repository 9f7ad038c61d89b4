package tenfold.bench.scaling;

/// AWS target tracking on CPU: two alarms over minutes. High: three of three above the target. Low:
/// fifteen of fifteen below 0.9 of it, and nothing starts. Either asks for `ceil(used / target)`.
final class AwsTracking implements Law {
    private static final int HIGH_OF = 3;
    private static final int LOW_OF = 15;
    private final double target;
    private final int max;
    private double used;
    private int seconds;
    private int high;
    private int low;
    private int desired;

    AwsTracking(double target, int max, int desired) {
        this.target = target;
        this.max = max;
        this.desired = desired;
    }

    @Override
    public String name() {
        return "AWS target tracking";
    }

    @Override
    public int decide(Seen seen) {
        used += seen.used();
        seconds++;
        if (seconds < 60) {
            return desired;
        }
        double mean = used / seconds;
        used = 0;
        seconds = 0;
        high = mean > target ? high + 1 : 0;
        low = mean < 0.9 * target ? low + 1 : 0;
        int wanted = Math.clamp((long) Math.ceil(seen.ready() * mean / target), 1, max);
        if (high >= HIGH_OF) {
            desired = Math.max(desired, wanted);
        } else if (low >= LOW_OF && seen.starting() == 0) {
            desired = Math.min(desired, wanted);
        }
        return desired;
    }
}
