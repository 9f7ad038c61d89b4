package tenfold.watch.store;

import java.util.Arrays;

/// The samples of one series in rising order of time; NaN says that it was absent from then on.
public final class Samples {
    private final Labels labels;
    private final Kind kind;
    private final long[] millis;
    private final double[] values;
    private final int size;

    /// The first `size` elements of the arrays, which belong to the samples from now on.
    private Samples(Labels labels, Kind kind, long[] millis, double[] values, int size) {
        this.labels = labels;
        this.kind = kind;
        this.millis = millis;
        this.values = values;
        this.size = size;
    }

    public Labels labels() {
        return labels;
    }

    public Kind kind() {
        return kind;
    }

    public int size() {
        return size;
    }

    public long millis(int index) {
        return millis[index];
    }

    public double value(int index) {
        return values[index];
    }

    /// Puts samples together, each later than the one before; others are passed over.
    static final class Builder {
        private long[] millis = new long[64];
        private double[] values = new double[64];
        private int size;

        boolean add(long at, double value) {
            if (size > 0 && at <= millis[size - 1]) {
                return false;
            }
            if (size == millis.length) {
                millis = Arrays.copyOf(millis, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            millis[size] = at;
            values[size++] = value;
            return true;
        }

        Samples build(Labels labels, Kind kind) {
            return new Samples(labels, kind, millis, values, size);
        }
    }

    /// The index of the newest sample at or before `at`; -1 when there is none.
    public int indexAt(long at) {
        int found = Arrays.binarySearch(millis, 0, size, at);
        return found >= 0 ? found : -found - 2;
    }
}
