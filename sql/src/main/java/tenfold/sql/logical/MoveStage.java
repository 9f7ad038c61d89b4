package tenfold.sql.logical;

/// How far a move is. Each is recorded before the work that it names begins, so that whatever was
/// half done when the process ended is known.
enum MoveStage {
    NEW,
    /// The copy is being made; after a crash it is made anew.
    COPYING,
    FOLLOWING,
    /// The source may be fenced; who is the primary decides whether the switch happened.
    SWITCHING,
    /// The target is the primary, the source follows.
    SWITCHED,
    /// As SWITCHING, in the other direction.
    RETURNING,
    /// The source is the primary, and what the move made is being removed.
    LEAVING,
    LEFT,
    /// The target is the primary, and what the way back needed is being removed.
    COMPLETING,
    COMPLETED
}
