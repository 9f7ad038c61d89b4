package tenfold.edge.http;

/// What the edge must know of a method: whether it may be sent twice, and whether it is refused.
public enum Method {
    GET(true),
    HEAD(true),
    OPTIONS(true),
    PUT(true),
    DELETE(true),
    POST(false),
    PATCH(false),
    /// Refused: would open a tunnel to anywhere.
    CONNECT(false),
    /// Refused: would show the client the headers that the edge adds.
    TRACE(false),
    /// Any other token; passed on, never sent twice.
    OTHER(false);

    /// Longest method name that is let through.
    static final int LENGTH_MAX = 32;

    private static final Method[] ALL = values();

    private final boolean idempotent;

    Method(boolean idempotent) {
        this.idempotent = idempotent;
    }

    /// RFC 9110 section 9.2.2: doing it twice is the same as doing it once.
    public boolean idempotent() {
        return idempotent;
    }

    /// RFC 9110 section 9.2.1: it asks for no change.
    public boolean isSafe() {
        return this == GET || this == HEAD || this == OPTIONS;
    }

    static Method of(byte[] bytes, int from, int to) {
        for (Method method : ALL) {
            if (method != OTHER && method.is(bytes, from, to)) {
                return method;
            }
        }
        return OTHER;
    }

    private boolean is(byte[] bytes, int from, int to) {
        String spelling = name();
        if (to - from != spelling.length()) {
            return false;
        }
        for (int i = 0; i < spelling.length(); i++) {
            if (bytes[from + i] != spelling.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
