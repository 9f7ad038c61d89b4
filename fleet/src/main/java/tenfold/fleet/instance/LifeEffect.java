package tenfold.fleet.instance;

/// What the rules ask the shell to do.
public enum LifeEffect {
    NOTHING,
    /// Start its process, and tell by `Launched` or `LaunchFailed`.
    LAUNCH,
    /// End its process, asking first; `Ended` follows.
    STOP
}
