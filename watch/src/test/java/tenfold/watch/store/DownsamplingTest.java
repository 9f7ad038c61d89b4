package tenfold.watch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.testkit.Rounds;

class DownsamplingTest {
    private record Point(long millis, double value) {}

    @Test
    void aGaugeBecomesItsAverageLowestAndHighestAtTheEndOfTheWindow() {
        var points = List.of(new Point(0, 1), new Point(1000, 5), new Point(14_999, 3));

        assertThat(down(points, Kind.GAUGE, Column.VALUE)).containsExactly(new Point(14_999, 3));
        assertThat(down(points, Kind.GAUGE, Column.MIN)).containsExactly(new Point(14_999, 1));
        assertThat(down(points, Kind.GAUGE, Column.MAX)).containsExactly(new Point(14_999, 5));
        var longer = new ArrayList<>(points);
        longer.add(new Point(15_000, 9));
        assertThat(down(longer, Kind.GAUGE, Column.MAX))
                .containsExactly(new Point(15_000, 5), new Point(15_000, 9));
    }

    @Rounds(200)
    void noIncreaseOfACounterIsLostWhateverIsStartedAgain(long seed) {
        var random = new Random(seed);
        var points = new ArrayList<Point>();
        double value = 0;
        for (int i = 0; i < 500; i++) {
            value = random.nextInt(40) == 0 ? random.nextInt(3) : value + random.nextInt(5);
            points.add(new Point(i * 1000L + 137, value));
        }

        List<Point> fewer = down(points, Kind.COUNTER, Column.VALUE);

        assertThat(increase(fewer)).isCloseTo(increase(points), within(1e-9));
        assertThat(fewer.size()).isLessThan(points.size() / 5);
        assertThat(fewer.getLast()).isEqualTo(points.getLast());
    }

    @Test
    void absenceStaysWhereItWas() {
        var points =
                List.of(
                        new Point(1000, 4),
                        new Point(2000, Double.NaN),
                        new Point(9000, 6),
                        new Point(10_000, 8));

        assertThat(down(points, Kind.GAUGE, Column.VALUE))
                .containsExactly(
                        new Point(1000, 4), new Point(2000, Double.NaN), new Point(10_000, 7));
    }

    private static double increase(List<Point> points) {
        double sum = 0;
        for (int i = 1; i < points.size(); i++) {
            double before = points.get(i - 1).value();
            double now = points.get(i).value();
            sum += now >= before ? now - before : now;
        }
        return sum;
    }

    private static List<Point> down(List<Point> points, Kind kind, Column column) {
        var out = new ArrayList<Point>();
        var window =
                new Downsampling(
                        15_000, kind, column, (millis, value) -> out.add(new Point(millis, value)));
        points.forEach(point -> window.sample(point.millis(), point.value()));
        window.end();
        return out;
    }
}
