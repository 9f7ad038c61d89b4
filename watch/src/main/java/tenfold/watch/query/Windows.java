package tenfold.watch.query;

import tenfold.watch.store.Samples;

/// What functions make of the samples of one window, which ends at a moment and excludes its start.
/// NaN stands for "nothing". Pure.
final class Windows {
    private Windows() {}

    /// The samples of a window without marks of absence.
    static final class Window {
        final long start;
        final long end;
        final long[] millis;
        final double[] values;
        final int size;

        private Window(long start, long end, long[] millis, double[] values, int size) {
            this.start = start;
            this.end = end;
            this.millis = millis;
            this.values = values;
            this.size = size;
        }

        static Window of(Samples samples, long start, long end) {
            int first = samples.indexAt(start) + 1;
            int last = samples.indexAt(end);
            var millis = new long[Math.max(0, last - first + 1)];
            var values = new double[millis.length];
            int size = 0;
            for (int i = first; i <= last; i++) {
                if (!Double.isNaN(samples.value(i))) {
                    millis[size] = samples.millis(i);
                    values[size++] = samples.value(i);
                }
            }
            return new Window(start, end, millis, values, size);
        }

        double seconds() {
            return (end - start) / 1000.0;
        }

        double[] used() {
            return java.util.Arrays.copyOf(values, size);
        }
    }

    /// Answers a function over one window; `quantile` is for `quantile_over_time` only.
    static double of(Function function, Window window, double quantile) {
        if (window.size == 0) {
            return Double.NaN;
        }
        return switch (function) {
            case RATE -> growth(window, true) / window.seconds();
            case INCREASE -> growth(window, true);
            case DELTA -> growth(window, false);
            case IRATE -> instantRate(window);
            case AVG_OVER_TIME -> Aggregator.AVG.of(window.used(), 0);
            case MIN_OVER_TIME -> Aggregator.MIN.of(window.used(), 0);
            case MAX_OVER_TIME -> Aggregator.MAX.of(window.used(), 0);
            case SUM_OVER_TIME -> Aggregator.SUM.of(window.used(), 0);
            case COUNT_OVER_TIME -> window.size;
            case LAST_OVER_TIME -> window.values[window.size - 1];
            case QUANTILE_OVER_TIME -> Quantiles.of(quantile, window.used());
            case RESETS -> resets(window);
            default -> Double.NaN;
        };
    }

    /// Growth over the window as Prometheus extrapolates it: from the samples to the window's ends
    /// when these are near, else by half a distance of samples, and never to before a counter was
    /// zero.
    private static double growth(Window window, boolean counter) {
        if (window.size < 2) {
            return Double.NaN;
        }
        int last = window.size - 1;
        double growth = window.values[last] - window.values[0];
        for (int i = 1; counter && i <= last; i++) {
            growth += window.values[i] < window.values[i - 1] ? window.values[i - 1] : 0;
        }
        double toStart = (window.millis[0] - window.start) / 1000.0;
        double toEnd = (window.end - window.millis[last]) / 1000.0;
        double sampled = (window.millis[last] - window.millis[0]) / 1000.0;
        double distance = sampled / last;
        if (counter && growth > 0 && window.values[0] >= 0) {
            toStart = Math.min(toStart, sampled * (window.values[0] / growth));
        }
        double near = distance * 1.1;
        double whole =
                sampled
                        + (toStart < near ? toStart : distance / 2)
                        + (toEnd < near ? toEnd : distance / 2);
        return growth * (whole / sampled);
    }

    private static double instantRate(Window window) {
        if (window.size < 2) {
            return Double.NaN;
        }
        int last = window.size - 1;
        double before = window.values[last - 1];
        double now = window.values[last];
        double growth = now < before ? now : now - before;
        return growth * 1000 / (window.millis[last] - window.millis[last - 1]);
    }

    private static double resets(Window window) {
        int resets = 0;
        for (int i = 1; i < window.size; i++) {
            resets += window.values[i] < window.values[i - 1] ? 1 : 0;
        }
        return resets;
    }
}
