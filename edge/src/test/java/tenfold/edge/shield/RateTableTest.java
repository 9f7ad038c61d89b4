package tenfold.edge.shield;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.model.RateLimit;
import tenfold.testkit.Rounds;

class RateTableTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Gcra LAW =
            Gcra.of(new RateLimit(10, Duration.ofSeconds(1), 3, RateLimit.Key.ADDRESS));

    @Test
    void admitsABurstThenTheSteadyRate() {
        var table = new RateTable(64);
        int admitted = 0;
        for (long now = 0; now < 10 * SECOND; now += SECOND / 1000) {
            admitted += table.ask(7, LAW, now).admitted() ? 1 : 0;
        }

        assertThat(admitted).isEqualTo(10 * 10 + 2);
        assertThat(table.refused()).isEqualTo(10_000 - admitted);
    }

    @Test
    void saysExactlyHowLongToWait() {
        var table = new RateTable(64);
        for (int i = 0; i < 3; i++) {
            assertThat(table.ask(7, LAW, 0).remaining()).isEqualTo(2 - i);
        }
        long wait = table.ask(7, LAW, 0).waitNanos();

        assertThat(wait).isEqualTo(SECOND / 10);
        assertThat(table.ask(7, LAW, wait - 1).admitted()).isFalse();
        assertThat(table.ask(7, LAW, wait).admitted()).isTrue();
    }

    @Test
    void aFullTableLetsInWhomItDoesNotKnowAndForgetsNobody() {
        var table = new RateTable(8);
        for (long key = 0; key < 8; key++) {
            for (int i = 0; i < 3; i++) {
                table.ask(key, LAW, 0);
            }
        }

        assertThat(table.ask(99, LAW, 0).admitted()).isTrue();
        assertThat(table.full()).isEqualTo(1);
        assertThat(table.ask(3, LAW, 0).admitted()).isFalse();
        assertThat(table.ask(99, LAW, 2 * SECOND).remaining()).isEqualTo(2);
        assertThat(table.full()).isEqualTo(1);
    }

    /// Any time that anybody is let in, no window of a second has more than rate and burst.
    @Rounds
    void neverAdmitsMoreThanRateAndBurst(long seed) {
        var random = new Random(seed);
        var table = new RateTable(64);
        long[] last = new long[1_000];
        int count = 0;
        long now = 0;
        for (int i = 0; i < 5_000 && count < last.length; i++) {
            now += random.nextLong(SECOND / 20);
            if (table.ask(1, LAW, now).admitted()) {
                last[count++] = now;
            }
        }
        for (int i = 12; i < count; i++) {
            assertThat(last[i] - last[i - 12]).isGreaterThan(SECOND - SECOND / 10);
        }
    }
}
