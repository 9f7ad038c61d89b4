package tenfold.model;

/// Names one service of the application, as in the manifest: `web`.
public record ServiceName(String value) {
    public ServiceName {
        Names.check("service name", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
