package tenfold.model;

import tenfold.base.Check;

/// What of a request is hashed, so that the same goes to the same.
///
/// @param name of the cookie or header (lower case); empty for the client's address
public record HashKey(Of of, String name) {
    public static final HashKey SOURCE = new HashKey(Of.SOURCE, "");

    /// Where the value is taken from.
    public enum Of {
        COOKIE,
        HEADER,
        SOURCE
    }

    public HashKey {
        Check.that((of == Of.SOURCE) == name.isEmpty(), "a cookie or header needs a name");
    }
}
