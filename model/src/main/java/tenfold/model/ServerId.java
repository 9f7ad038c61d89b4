package tenfold.model;

/// Names one PostgreSQL server: `pg-1`.
public record ServerId(String value) {
    public ServerId {
        Names.check("server id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
