package tenfold.model;

/// Names one route in reports, metrics and the access log: `shop.example-api`.
public record RouteName(String value) {
    public RouteName {
        Names.check("route name", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
