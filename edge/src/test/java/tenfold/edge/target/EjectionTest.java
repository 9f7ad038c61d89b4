package tenfold.edge.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tenfold.model.Outliers;

class EjectionTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void fiveFailuresInARowEject() {
        assertThat(failing(Ejection.NONE, 4, 0).isActive(0)).isFalse();
        assertThat(failing(Ejection.NONE, 4, 0).onSuccess(0).isClear()).isTrue();
        assertThat(failing(Ejection.NONE, 5, 0).isActive(5 * SECOND - 1)).isTrue();
        assertThat(failing(Ejection.NONE, 5, 0).isActive(5 * SECOND)).isFalse();
    }

    @Test
    void eachTimeIsTwiceAsLongUpToAMinute() {
        Ejection ejection = failing(Ejection.NONE, 5, 0);
        ejection = failing(ejection, 5, 10 * SECOND);
        assertThat(ejection.untilNanos()).isEqualTo(20 * SECOND);
        for (int i = 0; i < 20; i++) {
            ejection = failing(ejection, 5, 100 * SECOND);
        }
        assertThat(ejection.untilNanos()).isEqualTo(160 * SECOND);
    }

    @Test
    void anAnswerToAnOldRequestDoesNotEndAnEjection() {
        Ejection ejected = failing(Ejection.NONE, 5, 0);
        assertThat(ejected.onSuccess(SECOND)).isEqualTo(ejected);
        assertThat(ejected.onSuccess(6 * SECOND).isClear()).isTrue();
    }

    private static Ejection failing(Ejection from, int times, long now) {
        Ejection ejection = from;
        for (int i = 0; i < times; i++) {
            ejection = ejection.onFailure(now, Outliers.DEFAULT);
        }
        return ejection;
    }
}
