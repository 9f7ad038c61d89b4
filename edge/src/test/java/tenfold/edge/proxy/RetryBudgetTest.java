package tenfold.edge.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    @Test
    void allowsAFloorAndThenOneForTenRequests() {
        var budget = new RetryBudget(0);
        assertThat(taken(budget, 200, 0)).isEqualTo(100);
        for (int i = 0; i < 105; i++) {
            budget.onRequest();
        }
        assertThat(taken(budget, 200, 0)).isEqualTo(10);
    }

    @Test
    void comesBackSlowlyWithoutTraffic() {
        var budget = new RetryBudget(0);
        assertThat(taken(budget, 200, 0)).isEqualTo(100);
        assertThat(taken(budget, 200, 5_000_000_000L)).isEqualTo(5);
        assertThat(taken(budget, 200, 3_600_000_000_000L)).isEqualTo(100);
    }

    private static int taken(RetryBudget budget, int tries, long now) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += budget.take(now) ? 1 : 0;
        }
        return taken;
    }
}
