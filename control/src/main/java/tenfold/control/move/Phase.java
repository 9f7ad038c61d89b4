package tenfold.control.move;

/// How far a move is, in the words that people know.
public enum Phase {
    PREPARE,
    COPY,
    FOLLOW,
    VERIFY,
    SWITCH,
    /// Done, and `undo` takes it back.
    REVERSIBLE,
    /// Done for good.
    COMPLETE,
    /// It goes back, or everything is as it was before.
    BACK
}
