package tenfold.model;

/// The part that a server plays at one moment.
public enum ServerPart {
    PRIMARY,
    /// A member that follows the primary.
    STANDBY,
    REPLICA,
    /// It gets its copy of the data, or a fresh one.
    JOINING,
    /// It was primary under an older epoch and must not serve; it joins again by itself.
    DEPOSED,
    /// Outside the cluster: the old side of a logical move, or its target before the switch.
    OUTSIDE
}
