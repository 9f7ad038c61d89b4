package tenfold.model;

/// How far a live copy by logical replication to `target`, a server outside the cluster, is to go.
/// `number` rises with each move; the station carries a goal out once and remembers how far it is.
public record MoveWish(long number, DatabaseServer target, Goal goal) {
    public enum Goal {
        /// Copy everything and follow the primary's changes.
        FOLLOW,
        /// Make the target the primary; the old one follows it.
        SWITCH,
        /// Leave the target and forget the copy, or switch back to the old primary and then do so.
        BACK,
        /// Stop the old one from following; there is no way back after this.
        COMPLETE
    }
}
