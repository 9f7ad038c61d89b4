package tenfold.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an alarm is, and what it did.
///
/// @param condition in words
/// @param value the newest one that was looked at; null when there was none
/// @param changes the newest last
public record AlarmReport(
        String name,
        State state,
        Instant since,
        String reason,
        String condition,
        @Nullable Double value,
        List<Change> changes) {
    public enum State {
        OK,
        ALARM,
        INSUFFICIENT_DATA
    }

    /// A change of state, and what became of the actions that it started.
    public record Change(Instant at, State from, State to, String reason, List<String> actions) {
        public Change {
            actions = List.copyOf(actions);
        }
    }

    public AlarmReport {
        changes = List.copyOf(changes);
    }
}
