package tenfold.model;

import tenfold.base.Check;

/// Which paths a route takes, by the one reading that the edge has of them (encoded plain
/// characters decoded, repeated slashes as one).
///
/// @param value `/api` as a prefix takes `/api` and `/api/x`, not `/apix`; as a pattern, `*` stands
///   for any characters, also none and also `/`
public record PathMatch(Kind kind, String value) {
    /// Every path.
    public static final PathMatch ALL = new PathMatch(Kind.PREFIX, "/");

    /// In the order in which they come first among routes of one host.
    public enum Kind {
        EXACT,
        PATTERN,
        PREFIX
    }

    public PathMatch {
        Check.that(value.startsWith("/"), "path '%s' must start with /", value);
    }

    public static PathMatch prefix(String value) {
        return new PathMatch(Kind.PREFIX, value);
    }

    public static PathMatch exact(String value) {
        return new PathMatch(Kind.EXACT, value);
    }

    public static PathMatch pattern(String value) {
        return new PathMatch(Kind.PATTERN, value);
    }
}
