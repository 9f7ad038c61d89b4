package tenfold.sql.logical;

/// How far a move is to go.
public enum MoveGoal {
    /// Copy everything, follow, compare.
    FOLLOW,
    /// Make the target the primary; the source follows it.
    SWITCH,
    /// Make the source the primary again if it is not, and leave the target empty.
    BACK,
    /// Stop the source from following; there is no way back after this.
    COMPLETE
}
