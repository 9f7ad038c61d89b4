package tenfold.watch.store;

/// Bytes that no chunk can have.
final class ChunkDamaged extends RuntimeException {
    private static final long serialVersionUID = 1;

    ChunkDamaged(String message) {
        super(message);
    }
}
