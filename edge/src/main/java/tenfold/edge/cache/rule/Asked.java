package tenfold.edge.cache.rule;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.RequestHead;

/// What a request says that matters to a cache: which fields it has, found in one pass. Used again
/// for each request of an exchange.
public final class Asked {
    private static final int ABSENT = -1;

    /// The fields that the rules ask for.
    private enum Kind {
        ACCEPT_ENCODING("accept-encoding"),
        AUTHORIZATION("authorization"),
        CACHE_CONTROL("cache-control"),
        COOKIE("cookie"),
        IF_MATCH("if-match"),
        IF_MODIFIED_SINCE("if-modified-since"),
        IF_NONE_MATCH("if-none-match"),
        IF_RANGE("if-range"),
        IF_UNMODIFIED_SINCE("if-unmodified-since"),
        PRAGMA("pragma"),
        RANGE("range");

        final String lower;

        Kind(String lower) {
            this.lower = lower;
        }

        boolean is(byte[] b, int from) {
            for (int i = 0; i < lower.length(); i++) {
                if (Ascii.lower(b[from + i]) != lower.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final Kind[] KINDS = Kind.values();
    private static final int LENGTH_MAX = 20;
    private static final Kind[][] BY_LENGTH = new Kind[LENGTH_MAX][];

    static {
        for (int length = 0; length < LENGTH_MAX; length++) {
            int wanted = length;
            BY_LENGTH[length] =
                    Arrays.stream(KINDS)
                            .filter(kind -> kind.lower.length() == wanted)
                            .toArray(Kind[]::new);
        }
    }

    private final int[] at = new int[KINDS.length];
    private boolean repeated;
    private @Nullable RequestHead head;

    /// Looks at another request.
    public void read(RequestHead request) {
        head = request;
        repeated = false;
        Arrays.fill(at, ABSENT);
        byte[] b = request.bytes();
        for (int i = 0; i < request.fields(); i++) {
            int from = request.nameStart(i);
            int to = request.nameEnd(i);
            Kind kind = kind(b, from, to);
            if (kind != null) {
                take(kind, i);
            }
        }
    }

    private static @Nullable Kind kind(byte[] b, int from, int to) {
        if (to - from < LENGTH_MAX) {
            for (Kind kind : BY_LENGTH[to - from]) {
                if (kind.is(b, from)) {
                    return kind;
                }
            }
        }
        return null;
    }

    @SuppressWarnings("EnumOrdinal") // an index into an array that never leaves this object
    private void take(Kind kind, int field) {
        repeated |= at[kind.ordinal()] != ABSENT && kind != Kind.COOKIE;
        at[kind.ordinal()] = field;
    }

    /// Whether a field that has one value is given twice: no business of a cache.
    public boolean isDoubtful() {
        return repeated && (has(Kind.RANGE) || has(Kind.IF_RANGE) || has(Kind.AUTHORIZATION));
    }

    public boolean hasAuthorization() {
        return has(Kind.AUTHORIZATION);
    }

    public boolean hasCookie() {
        return has(Kind.COOKIE);
    }

    /// `If-Match` and `If-Unmodified-Since` guard against lost updates; the application answers
    /// them.
    public boolean isGuarded() {
        return has(Kind.IF_MATCH) || has(Kind.IF_UNMODIFIED_SINCE);
    }

    /// The directives of the client; `Pragma: no-cache` stands in when there are none.
    public Directives directives() {
        if (has(Kind.CACHE_CONTROL)) {
            return Directives.read(joined("cache-control"));
        }
        return has(Kind.PRAGMA) && joined("pragma").contains("no-cache")
                ? Directives.read("no-cache")
                : Directives.NONE;
    }

    public boolean hasDirectives() {
        return has(Kind.CACHE_CONTROL) || has(Kind.PRAGMA);
    }

    public boolean isConditional() {
        return has(Kind.IF_NONE_MATCH) || has(Kind.IF_MODIFIED_SINCE);
    }

    public boolean hasRange() {
        return has(Kind.RANGE);
    }

    public String range() {
        return text(Kind.RANGE);
    }

    public String ifRange() {
        return text(Kind.IF_RANGE);
    }

    public boolean hasIfRange() {
        return has(Kind.IF_RANGE);
    }

    public boolean hasIfNoneMatch() {
        return has(Kind.IF_NONE_MATCH);
    }

    public String ifNoneMatch() {
        return has(Kind.IF_NONE_MATCH) ? joined("if-none-match") : "";
    }

    public String ifModifiedSince() {
        return text(Kind.IF_MODIFIED_SINCE);
    }

    public String acceptEncoding() {
        return has(Kind.ACCEPT_ENCODING) ? joined("accept-encoding") : "";
    }

    /// The values of all fields of that name, joined; "" when there is none.
    public String joined(String lowerName) {
        RequestHead request = head();
        byte[] name = Ascii.bytes(lowerName);
        byte[] b = request.bytes();
        StringBuilder all = null;
        for (int i = 0; i < request.fields(); i++) {
            if (Ascii.spells(b, request.nameStart(i), request.nameEnd(i), name)) {
                String value = Ascii.text(b, request.valueStart(i), request.valueEnd(i));
                all = all == null ? new StringBuilder(value) : all.append(", ").append(value);
            }
        }
        return all == null ? "" : all.toString();
    }

    @SuppressWarnings("EnumOrdinal") // an index into an array that never leaves this object
    private boolean has(Kind kind) {
        return at[kind.ordinal()] != ABSENT;
    }

    @SuppressWarnings("EnumOrdinal") // an index into an array that never leaves this object
    private String text(Kind kind) {
        int field = at[kind.ordinal()];
        RequestHead request = head();
        return field == ABSENT
                ? ""
                : Ascii.text(request.bytes(), request.valueStart(field), request.valueEnd(field));
    }

    private RequestHead head() {
        return requireNonNull(head, "no request was read");
    }
}
