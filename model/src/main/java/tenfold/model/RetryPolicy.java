package tenfold.model;

import java.time.Duration;
import java.util.List;
import tenfold.base.Check;

/// When a request is sent again. Only what may be done twice is (an idempotent method without a
/// body), only before a byte of an answer has gone to the client, and only within the edge's
/// budget. What reached nobody, because no connection came about, is always sent again.
///
/// @param attempts how often a request is sent at most, the first time included
/// @param statuses answers that are not passed on while there is another attempt
/// @param tryTimeout how long one attempt may take to begin its answer; zero for no such limit
/// @param backoff the longest wait before the second attempt; twice as long before each further
///   one, up to `backoffMax`; the wait is drawn evenly below it
public record RetryPolicy(
        int attempts,
        List<Integer> statuses,
        Duration tryTimeout,
        Duration backoff,
        Duration backoffMax) {
    public static final int ATTEMPTS_MAX = 5;

    /// Three attempts at once, and only when no answer came.
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(3, List.of(), Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1));

    public RetryPolicy {
        statuses = List.copyOf(statuses);
        Check.that(
                attempts >= 1 && attempts <= ATTEMPTS_MAX,
                "attempts %d is not within 1 to %d",
                attempts,
                ATTEMPTS_MAX);
        for (int status : statuses) {
            Check.that(status >= 400 && status <= 599, "status %d is no error", status);
        }
        Check.that(!tryTimeout.isNegative(), "tryTimeout %s is negative", tryTimeout);
        Check.that(
                !backoff.isNegative() && backoff.compareTo(backoffMax) <= 0,
                "backoff %s is not within zero and backoffMax %s",
                backoff,
                backoffMax);
    }
}
