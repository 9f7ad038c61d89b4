package tenfold.model;

/// When a server connection goes back to the pool: after each transaction unless session state pins
/// it, or when the client leaves.
public enum PoolMode {
    TRANSACTION,
    SESSION
}
