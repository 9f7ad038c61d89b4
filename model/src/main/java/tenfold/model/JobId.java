package tenfold.model;

/// Names one command that is run once: `build-3`. Never used again for another one.
public record JobId(String value) {
    public JobId {
        Names.check("job id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
