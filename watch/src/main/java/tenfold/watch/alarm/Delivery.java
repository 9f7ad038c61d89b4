package tenfold.watch.alarm;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something to be done because an alarm changed; done at least once, or given up with a word in
/// the history. `id` is the same in every try.
record Delivery(String id, Kind kind, String target, Message message, int tries, Instant due) {
    static final int TRIES_MAX = 20;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    enum Kind {
        WEBHOOK,
        COMMAND
    }

    /// What the receiver is told.
    record Message(
            String id,
            String application,
            String alarm,
            String state,
            String from,
            Instant at,
            String reason,
            @Nullable Double value) {}

    /// The same after a try that failed; null when it was the last.
    @Nullable Delivery again(Instant now) {
        if (tries + 1 >= TRIES_MAX) {
            return null;
        }
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(tries, 20));
        Duration pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        return new Delivery(id, kind, target, message, tries + 1, now.plus(pause));
    }

    String what() {
        return kind == Kind.WEBHOOK ? "webhook " + target : "run " + target;
    }
}
