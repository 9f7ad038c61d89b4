package tenfold.watch.store;

/// Makes one sample of each window of samples: pure, and one pass.
///
/// A gauge's window becomes its average (or lowest, or highest), at the window's end. A counter's
/// window becomes its last sample at its own time; its first sample stays, and where it started
/// again those on both sides of the drop, so that no increase is lost. Marks of absence (NaN) end a
/// window and stay.
final class Downsampling implements Chunk.Visitor {
    private final long window;
    private final Kind kind;
    private final Column column;
    private final Chunk.Visitor out;
    private long windowEnd = Long.MIN_VALUE;
    private int count;
    private double sum;
    private double min;
    private double max;
    private long lastMillis;
    private double last = Double.NaN;

    Downsampling(long windowMillis, Kind kind, Column column, Chunk.Visitor out) {
        this.window = windowMillis;
        this.kind = kind;
        this.column = column;
        this.out = out;
    }

    @Override
    public void sample(long millis, double value) {
        if (millis >= windowEnd) {
            finish(windowEnd);
            windowEnd = Math.floorDiv(millis, window) * window + window;
        }
        if (Double.isNaN(value)) {
            finish(lastMillis);
            out.sample(millis, value);
            last = Double.NaN;
            return;
        }
        if (kind == Kind.COUNTER && !(value >= last)) {
            finish(lastMillis);
            out.sample(millis, value);
            lastMillis = millis;
            last = value;
            return;
        }
        add(millis, value);
    }

    private void add(long millis, double value) {
        min = count == 0 ? value : Math.min(min, value);
        max = count == 0 ? value : Math.max(max, value);
        sum = count == 0 ? value : sum + value;
        count++;
        lastMillis = millis;
        last = value;
    }

    /// Ends the last window, which may not be over: its sample then has the time of the newest one.
    void end() {
        finish(Math.min(windowEnd, lastMillis));
    }

    private void finish(long gaugeMillis) {
        if (count == 0) {
            return;
        }
        int samples = count;
        count = 0;
        if (kind == Kind.COUNTER) {
            out.sample(lastMillis, last);
            return;
        }
        double value =
                switch (column) {
                    case VALUE -> sum / samples;
                    case MIN -> min;
                    case MAX -> max;
                };
        out.sample(gaugeMillis, value);
    }
}
