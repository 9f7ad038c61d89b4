package tenfold.watch.query;

import java.util.List;

/// An expression's answer at one moment.
sealed interface Value {
    record Scalar(double number) implements Value {}

    record Vector(List<Point> points) implements Value {
        public Vector {
            points = List.copyOf(points);
        }
    }
}
