package tenfold.edge.http2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void givesWhatItHoldsAndThenWhatTimeAndWorkBring() {
        var allowance = new Allowance(3, 2, 0);
        assertThat(takes(allowance, 0)).isEqualTo(3);
        assertThat(takes(allowance, SECOND)).isEqualTo(2);
        assertThat(takes(allowance, SECOND)).isZero();
        allowance.earn(1);
        assertThat(takes(allowance, SECOND)).isEqualTo(1);
        assertThat(takes(allowance, 100 * SECOND)).isEqualTo(3);
    }

    private static int takes(Allowance allowance, long now) {
        int taken = 0;
        while (allowance.take(now)) {
            taken++;
        }
        return taken;
    }
}
