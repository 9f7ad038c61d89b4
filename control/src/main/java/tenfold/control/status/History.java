package tenfold.control.status;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The last five minutes, one point a second, for charts that have just been opened.
public final class History {
    static final int POINTS_MAX = 300;

    /// One second of the edge.
    public record Point(
            Instant at, double requestsPerSecond, long p95Micros, double errorsPerSecond) {}

    private final Deque<Point> points = new ArrayDeque<>();

    void add(Point point) {
        points.addLast(point);
        if (points.size() > POINTS_MAX) {
            points.removeFirst();
        }
    }

    List<Point> points() {
        return List.copyOf(points);
    }
}
