package tenfold.watch.store;

/// Whether a value only grows (until its process starts again) or goes up and down.
public enum Kind {
    COUNTER,
    GAUGE;

    /// How files name it.
    byte code() {
        return (byte) (this == COUNTER ? 0 : 1);
    }

    static Kind of(byte code) {
        return code == 0 ? COUNTER : GAUGE;
    }
}
