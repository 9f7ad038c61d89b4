package tenfold.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a query about metrics was answered with.
public sealed interface MetricAnswer {
    /// The series found; a number is one series without labels. `warnings` say what a person should
    /// know about the answer.
    record Found(Shape shape, List<Series> series, List<String> warnings) implements MetricAnswer {
        public Found {
            series = List.copyOf(series);
            warnings = List.copyOf(warnings);
        }
    }

    /// Why it was not answered; `column` is where in the query, from 1, or 0.
    record Refused(int column, String message) implements MetricAnswer {}

    enum Shape {
        /// One number.
        SCALAR,
        /// One point a series.
        VECTOR,
        /// Points of many moments.
        MATRIX
    }

    /// One series; its metric's name is the value of `__name__`, if it has one.
    record Series(Map<String, String> labels, List<Point> points) {
        public Series {
            labels = Collections.unmodifiableMap(new TreeMap<>(labels));
            points = List.copyOf(points);
        }
    }

    record Point(long millis, double value) {}
}
