package tenfold.control.advise;

/// How far a total has risen since it was asked for last; a total that fell was reset, and counts
/// as nothing for once.
final class Counter {
    private long last = -1;

    long rise(long total) {
        long before = last;
        last = total;
        return before < 0 || total < before ? 0 : total - before;
    }
}
