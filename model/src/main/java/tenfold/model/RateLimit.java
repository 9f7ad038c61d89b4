package tenfold.model;

import java.time.Duration;
import tenfold.base.Check;

/// At most `requests` in each `per` for one key, of which `burst` may come at once (GCRA).
public record RateLimit(int requests, Duration per, int burst, Key key) {
    /// By what requests are told apart. `name` is that of the header or cookie, empty for the
    /// others; a request without it is counted by its address.
    public record Key(Kind kind, String name) {
        public static final Key ADDRESS = new Key(Kind.ADDRESS, "");

        public Key {
            boolean named = kind == Kind.HEADER || kind == Kind.COOKIE;
            Check.that(named != name.isEmpty(), "a key by %s has the name '%s'", kind, name);
        }
    }

    /// What is counted.
    public enum Kind {
        ADDRESS,
        /// /24 of IPv4, /48 of IPv6.
        PREFIX,
        HEADER,
        COOKIE
    }

    public RateLimit {
        Check.that(requests >= 1, "requests %d is below 1", requests);
        Check.that(
                per.isPositive() && per.toDays() <= 1, "per %s is not within 1 ms to a day", per);
        Check.that(burst >= 1, "burst %d is below 1", burst);
    }
}
