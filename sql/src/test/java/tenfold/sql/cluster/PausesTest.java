package tenfold.sql.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PausesTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void theFirstRestartIsImmediateAndLaterOnesWaitLonger() {
        List<Duration> pauses = new ArrayList<>();
        Pauses state = Pauses.NONE;
        for (int crash = 0; crash < 12; crash++) {
            state = state.afterCrash(crash * SECOND);
            pauses.add(state.pause());
        }

        assertThat(pauses.getFirst()).isZero();
        assertThat(pauses).isSorted();
        assertThat(pauses.get(1)).isEqualTo(Pauses.PAUSE_FIRST);
        assertThat(pauses.getLast()).isEqualTo(Pauses.PAUSE_MAX);
    }

    @Test
    void aCalmServerIsForgiven() {
        Pauses state = Pauses.NONE;
        for (int crash = 0; crash < 5; crash++) {
            state = state.afterCrash(SECOND);
        }

        long later = 2 * SECOND + Pauses.CALM.toNanos();

        assertThat(state.afterCrash(later).pause()).isZero();
    }
}
