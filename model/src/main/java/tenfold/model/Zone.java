package tenfold.model;

/// Names what fails together: a machine room, a rack, on one machine a group of processes: `a`.
public record Zone(String value) {
    /// Where everything is that was never spread.
    public static final Zone FIRST = new Zone("a");

    public Zone {
        Names.check("zone", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
