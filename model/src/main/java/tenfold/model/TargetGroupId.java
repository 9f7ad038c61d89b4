package tenfold.model;

/// Names the set of targets that routes choose: usually the service's name.
public record TargetGroupId(String value) {
    public TargetGroupId {
        Names.check("target group id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
