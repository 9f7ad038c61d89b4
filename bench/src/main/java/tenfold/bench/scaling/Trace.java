package tenfold.bench.scaling;

import java.util.Arrays;

/// Traffic over time: equally spaced values, straight lines between them.
///
/// `stepSeconds` is the time from one value to the next.
final class Trace {
    private final String name;
    private final int stepSeconds;
    private final double[] values;

    Trace(String name, int stepSeconds, double[] values) {
        this.name = name;
        this.stepSeconds = stepSeconds;
        this.values = values.clone();
    }

    String name() {
        return name;
    }

    long seconds() {
        return (long) (values.length - 1) * stepSeconds;
    }

    double at(double second) {
        double place = Math.clamp(second / stepSeconds, 0, values.length - 1.0);
        int left = Math.min((int) place, values.length - 2);
        double part = place - left;
        return values[left] * (1 - part) + values[left + 1] * part;
    }

    /// The first second with more than `level`.
    double firstAbove(double level) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] > level) {
                return (double) i * stepSeconds;
            }
        }
        return 0;
    }

    /// The same traffic, its peak being `peak`.
    Trace withPeak(double peak) {
        double most = Arrays.stream(values).max().orElseThrow();
        double[] scaled = Arrays.stream(values).map(value -> value * peak / most).toArray();
        return new Trace(name, stepSeconds, scaled);
    }
}
