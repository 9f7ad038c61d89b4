package tenfold.control.advise;

/// From where on a signal speaks. A step that is due stays due until its signal is below [#RELEASE]
/// of the mark, so that advice does not flicker.
final class Marks {
    /// Part of its mark at which a step that was due is no longer.
    static final double RELEASE = 0.7;

    /// Below this many requests a second nobody is there.
    static final double TRAFFIC_MIN = 0.05;

    /// Active sessions below which a database has no load worth a word.
    static final double ACTIVE_MIN = 0.5;

    /// Active sessions for each processor: above 1 they wait for each other (Amazon's Performance
    /// Insights compares the same two).
    static final double ACTIVE_PER_PROCESSOR = 0.7;

    /// One statement that is half of everything is the load.
    static final double STATEMENT_SHARE = 0.5;

    /// A shorter one is cheap, and only often asked for.
    static final long STATEMENT_SLOW_MICROS = 20_000;

    static final double WAIT_SHARE = 0.5;
    static final double READ_SHARE = 0.7;
    static final double PROCESSORS_BUSY = 0.8;

    /// One instance that uses this much of one processor, while others idle, cannot use more.
    static final double ONE_PROCESSOR = 0.85;

    static final double CACHEABLE_SHARE = 0.5;
    static final double CACHE_REQUESTS_MIN = 10;
    static final double CONNECTIONS_BUSY = 0.8;
    static final double MEMORY_AVAILABLE_MIN = 0.1;
    static final double DISK_FREE_MIN = 0.15;

    /// Statements a second from which on a database is in use.
    static final double STATEMENTS_IN_USE = 10;

    static final double PEAK_TO_TROUGH = 3;

    private Marks() {}
}
