package tenfold.edge.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tenfold.model.Concurrency;

class AdaptiveLimitTest {
    private static final Concurrency BOUNDS = new Concurrency(4, 500);

    @Test
    void growsWhileItIsInUseAndAnswersAreFast() {
        AdaptiveLimit limit = AdaptiveLimit.start(BOUNDS);
        for (int i = 0; i < 100; i++) {
            limit = limit.next(window(100, 0, 5_000, (int) limit.limit()), BOUNDS);
        }
        assertThat(limit.limit()).isEqualTo(500);
    }

    @Test
    void shrinksToItsMinimumWhileAnswersWaitInAQueue() {
        AdaptiveLimit limit = AdaptiveLimit.start(BOUNDS).next(window(100, 0, 5_000, 32), BOUNDS);
        double before = limit.limit();
        limit = limit.next(window(100, 0, 12_000, 40), BOUNDS);
        assertThat(limit.limit()).isLessThan(before);
        for (int i = 0; i < 30; i++) {
            limit = limit.next(window(100, 0, 50_000, 40), BOUNDS);
        }
        assertThat(limit.limit()).isEqualTo(4);
    }

    @Test
    void shrinksWhenATenthFails() {
        AdaptiveLimit limit = AdaptiveLimit.start(BOUNDS);
        assertThat(limit.next(window(100, 11, 5_000, 32), BOUNDS).limit()).isLessThan(32);
        assertThat(limit.next(window(100, 10, 5_000, 32), BOUNDS).limit()).isGreaterThan(32);
    }

    @Test
    void staysWhenItIsNotInUse() {
        AdaptiveLimit limit = AdaptiveLimit.start(BOUNDS).next(window(100, 0, 5_000, 1), BOUNDS);
        assertThat(limit.limit()).isEqualTo(32);
        assertThat(limit.next(window(100, 0, 500_000, 15), BOUNDS).limit()).isEqualTo(32);
        assertThat(limit.next(window(0, 0, 0, 0), BOUNDS).limit()).isEqualTo(32);
    }

    @Test
    void anApplicationThatIsSlowerForGoodIsLearned() {
        AdaptiveLimit limit = AdaptiveLimit.start(BOUNDS).next(window(100, 0, 5_000, 32), BOUNDS);
        for (int i = 0; i < 4 * 60 * 5; i++) {
            limit = limit.next(window(100, 0, 50_000, 40), BOUNDS);
        }
        assertThat(limit.limit()).isGreaterThan(20);
    }

    /// A model of an application that does 40 requests at once in 10 ms each and queues the rest:
    /// the limit comes to rest at about twice of what keeps it busy, far from its maximum.
    @Test
    void findsTheCapacityOfAQueue() {
        AdaptiveLimit limit = AdaptiveLimit.start(BOUNDS);
        double sum = 0;
        for (int i = 0; i < 400; i++) {
            int inFlight = (int) limit.limit();
            double micros = 10_000 * Math.max(1, inFlight / 40.0);
            limit = limit.next(window(100, 0, micros, inFlight), BOUNDS);
            sum += i >= 200 ? limit.limit() : 0;
        }
        assertThat(sum / 200).isBetween(40.0, 90.0);
    }

    private static AdaptiveLimit.Window window(
            long answers, long failures, double micros, int inFlight) {
        return new AdaptiveLimit.Window(answers, failures, micros, inFlight);
    }
}
