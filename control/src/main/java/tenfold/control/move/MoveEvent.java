package tenfold.control.move;

import org.jspecify.annotations.Nullable;
import tenfold.model.EdgeReport;
import tenfold.model.SqlReport;

/// What happens to a running move.
public sealed interface MoveEvent {
    /// The node works with the newest image and says this.
    record Reported(SqlReport sql, @Nullable EdgeReport edge) implements MoveEvent {}

    /// The node reports, and has not applied the newest image yet.
    record Behind() implements MoveEvent {}

    /// Somebody asks to go back.
    record UndoAsked() implements MoveEvent {}

    /// Somebody gives up the way back of a move that has ended reversibly.
    record CompleteAsked() implements MoveEvent {}
}
