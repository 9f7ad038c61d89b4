package tenfold.watch.store;

/// What of a window of samples is kept when it ages.
public enum Column {
    /// A counter's last value, a gauge's average.
    VALUE(0),
    /// A gauge's lowest and highest; counters have them not.
    MIN(1),
    MAX(2);

    /// How files name it.
    final int code;

    Column(int code) {
        this.code = code;
    }

    static Column of(int code) {
        return switch (code) {
            case 0 -> VALUE;
            case 1 -> MIN;
            case 2 -> MAX;
            default -> throw new ChunkDamaged("there is no column " + code);
        };
    }
}
