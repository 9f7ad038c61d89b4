package tenfold.model;

/// What an active session of PostgreSQL spends its time on.
public enum WaitClass {
    /// It computes, or waits for a processor: the server names no wait.
    CPU,

    /// Reads and writes of the disk.
    IO,

    /// A lock that another transaction holds.
    LOCK,

    /// The write-ahead log's way to the disk, or a standby's answer.
    COMMIT,

    /// The client, which is to take rows or send more.
    CLIENT,

    /// Anything else, such as `pg_sleep` and the server's own short locks.
    OTHER
}
