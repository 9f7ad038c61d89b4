package tenfold.edge.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateGuardTest {
    private static final long SECOND = 1_000_000_000L;
    private final RateGuard guard = new RateGuard(100, 10 * SECOND);

    @Test
    void judgesOnlyWholeWindows() {
        guard.reset(0, 0);
        assertThat(guard.tooSlow(10 * SECOND - 1, 0)).isFalse();
        assertThat(guard.tooSlow(10 * SECOND, 999)).isTrue();
    }

    @Test
    void aFastBeginningDoesNotPayForASlowRest() {
        guard.reset(0, 0);
        assertThat(guard.tooSlow(10 * SECOND, 1_000_000)).isFalse();
        assertThat(guard.tooSlow(20 * SECOND, 1_000_010)).isTrue();
    }
}
