package tenfold.model;

/// Names one running copy of a service: `web-1`.
public record InstanceId(String value) {
    public InstanceId {
        Names.check("instance id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
