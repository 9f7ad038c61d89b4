package tenfold.model;

/// Names a secret that stands in the secrets folder; the value never appears in an image.
public record SecretRef(String value) {
    public SecretRef {
        Names.check("secret name", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
