package tenfold.watch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.testkit.Rounds;

class ChunkTest {
    private static final long START = 1_767_268_800_000L;

    private record Point(long millis, double value) {}

    @Rounds(300)
    void givesBackEverySampleBitForBit(long seed) {
        var random = new Random(seed);
        List<Point> points = points(random, 1 + random.nextInt(400));
        var writer = new ChunkWriter();
        points.forEach(point -> writer.append(point.millis(), point.value()));

        Chunk chunk = writer.chunk();

        assertThat(read(chunk)).isEqualTo(points);
        assertThat(chunk.firstMillis()).isEqualTo(points.getFirst().millis());
        assertThat(chunk.lastMillis()).isEqualTo(points.getLast().millis());
        Chunk again = Chunk.of(chunk.bytes(), chunk.count());
        assertThat(again.firstMillis()).isEqualTo(chunk.firstMillis());
        assertThat(again.lastMillis()).isEqualTo(chunk.lastMillis());
    }

    @Test
    void twoBitsForASampleThatComesOnTimeWithTheSameValue() {
        var writer = new ChunkWriter();
        for (int i = 0; i < 1000; i++) {
            writer.append(START + i * 1000L, 7);
        }

        assertThat(writer.byteCount()).isLessThanOrEqualTo(16 + 4 + 1000 * 2 / 8);
    }

    @Test
    void aSampleThatIsNotNewerIsNotTaken() {
        var writer = new ChunkWriter();
        assertThat(writer.append(START, 1)).isTrue();

        assertThat(writer.append(START, 2)).isFalse();
        assertThat(writer.append(START - 1, 2)).isFalse();

        assertThat(read(writer.chunk())).containsExactly(new Point(START, 1));
    }

    @Rounds(300)
    void damagedBytesAreRefusedOrReadAsOtherSamplesButNeverMore(long seed) {
        var random = new Random(seed);
        var writer = new ChunkWriter();
        points(random, 50).forEach(point -> writer.append(point.millis(), point.value()));
        byte[] bytes = writer.chunk().bytes();
        byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        if (damaged.length > 0) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }

        assertThatCode(() -> assertThat(read(new Chunk(50, 0, 0, damaged))).hasSize(50))
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isNull(),
                        thrown -> assertThat(thrown).isInstanceOf(ChunkDamaged.class));
    }

    private static List<Point> points(Random random, int count) {
        var points = new ArrayList<Point>();
        long millis = START + random.nextInt(1000);
        double value = random.nextInt(1000);
        for (int i = 0; i < count; i++) {
            points.add(new Point(millis, value));
            millis +=
                    switch (random.nextInt(10)) {
                        case 0 -> 1 + random.nextInt(5);
                        case 1 -> 1_000_000_000L + random.nextInt(1000);
                        case 2, 3 -> 900 + random.nextInt(200);
                        default -> 1000;
                    };
            value =
                    switch (random.nextInt(8)) {
                        case 0 -> Double.NaN;
                        case 1 -> Double.longBitsToDouble(random.nextLong());
                        case 2 -> random.nextGaussian();
                        case 3 -> value;
                        case 4 -> Double.POSITIVE_INFINITY;
                        default -> value + random.nextInt(100);
                    };
            value = Double.isNaN(value) ? Double.NaN : value;
        }
        return points;
    }

    private static List<Point> read(Chunk chunk) {
        var points = new ArrayList<Point>();
        chunk.forEach((millis, value) -> points.add(new Point(millis, value)));
        return points;
    }
}
