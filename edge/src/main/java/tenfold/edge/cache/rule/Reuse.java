package tenfold.edge.cache.rule;

/// What a stored answer of a certain age is good for, given what the client says (RFC 9111 sections
/// 4.2.4 and 5.2.1).
public enum Reuse {
    /// Answer with it.
    SERVE,
    /// Answer with it, and ask for a new one meanwhile.
    SERVE_AND_REFRESH,
    /// Ask first whether it is still right.
    VALIDATE,
    /// The client wants nothing that must be asked for: 504.
    GIVE_UP;

    /// `client` is [Directives#NONE] when clients are not obeyed.
    public static Reuse judge(Lifetime lifetime, long ageMillis, Directives client) {
        return switch (allowed(lifetime, ageMillis, client)) {
            case FRESH -> SERVE;
            case STALE_WHILE_REVALIDATE -> SERVE_AND_REFRESH;
            case VALIDATE -> client.has("only-if-cached") ? GIVE_UP : VALIDATE;
        };
    }

    private static Lifetime.Use allowed(Lifetime lifetime, long ageMillis, Directives client) {
        if (client == Directives.NONE) {
            return lifetime.at(ageMillis);
        }
        long seconds = ageMillis / 1000;
        long maxAge = client.seconds("max-age");
        long minFresh = Math.max(0, client.seconds("min-fresh"));
        if (client.has("no-cache") || (maxAge >= 0 && seconds > maxAge) || maxAge == 0) {
            return Lifetime.Use.VALIDATE;
        }
        if (ageMillis + minFresh * 1000 < lifetime.fresh()) {
            return Lifetime.Use.FRESH;
        }
        // max-stale cannot override what the application forbade: such answers live not a
        // millisecond beyond their freshness.
        return minFresh > 0 ? Lifetime.Use.VALIDATE : lifetime.at(ageMillis);
    }
}
