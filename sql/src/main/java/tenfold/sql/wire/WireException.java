package tenfold.sql.wire;

/// A peer broke the protocol: its connection ends, with this fault as the last word.
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    public WireException(String message) {
        this(Fault.fatal("08P01", message));
    }

    public WireException(Fault fault) {
        super(fault.message(), null, false, false);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
