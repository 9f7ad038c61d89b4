package tenfold.model;

/// When a commit is acknowledged. Never changed but by a person.
public enum Durability {
    /// When the primary has it on disk: there is no standby.
    SINGLE,
    /// When a standby has it on disk too; without one, writes wait.
    STRICT,
    /// As `STRICT` while a standby is there. Without one for a while, writes go on, a failover
    /// could lose them, and the cluster says so and refuses to fail over by itself.
    AVAILABLE
}
