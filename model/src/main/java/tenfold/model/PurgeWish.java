package tenfold.model;

import tenfold.base.Check;

/// A wish that the edge forgets answers; each has a number of its own, above all earlier ones.
///
/// `value` is a URL or the beginning of one (`http://host/path`, or `/path` for every scheme and
/// host), a tag, or nothing. A `soft` purge keeps the answers as stale ones: they are confirmed
/// before they are used, and may stand in while the application fails or answers anew, where the
/// route allows that.
public record PurgeWish(long number, Kind kind, String value, boolean soft) {
    public static final int VALUE_MAX = 2048;

    /// What is forgotten.
    public enum Kind {
        URL,
        PREFIX,
        TAG,
        ALL
    }

    public PurgeWish {
        Check.that(number >= 1, "purge number %d is below 1", number);
        Check.that(value.length() <= VALUE_MAX, "a purge of %d characters", value.length());
        Check.that(kind == Kind.ALL || !value.isEmpty(), "a purge of nothing");
    }
}
