package tenfold.edge.cache.rule;

/// How long a stored answer may be used, in milliseconds of its age: fresh up to `fresh`, then
/// stale but usable while somebody asks for a new one (`whileRevalidate` more), or when asking
/// fails (`ifError` more).
public record Lifetime(long fresh, long whileRevalidate, long ifError) {
    public static final Lifetime NONE = new Lifetime(0, 0, 0);

    /// What an answer of this age is good for.
    public Use at(long ageMillis) {
        if (ageMillis < fresh) {
            return Use.FRESH;
        }
        return ageMillis < fresh + whileRevalidate ? Use.STALE_WHILE_REVALIDATE : Use.VALIDATE;
    }

    public boolean mayServeOnError(long ageMillis) {
        return ageMillis < fresh + ifError;
    }

    /// What a stored answer is good for.
    public enum Use {
        FRESH,
        STALE_WHILE_REVALIDATE,
        VALIDATE
    }
}
