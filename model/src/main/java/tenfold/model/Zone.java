package tenfold.model;

/// Names what fails together: a machine room, a rack, on one machine a group of processes: `a`.
public record Zone(String value) {
    public Zone {
        Names.check("zone", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
