package tenfold.edge.http;

import java.util.Arrays;

/// The fields whose meaning the edge must know; all others pass through as they are.
///
/// A name is matched with `_` read as `-`, because many applications do so (CGI's `HTTP_`
/// variables): a spoofed `X_Forwarded_For` is then removed like the real one.
public enum KnownField {
    OTHER("", true),
    HOST("host", false),
    CONNECTION("connection", false),
    CONTENT_LENGTH("content-length", false),
    TRANSFER_ENCODING("transfer-encoding", false),
    EXPECT("expect", false),
    UPGRADE("upgrade", false),
    KEEP_ALIVE("keep-alive", false),
    PROXY_CONNECTION("proxy-connection", false),
    PROXY_AUTHORIZATION("proxy-authorization", false),
    TE("te", false),
    HTTP2_SETTINGS("http2-settings", false),
    /// The "httpoxy" field: CGI applications would take it for the `HTTP_PROXY` variable.
    PROXY("proxy", false),
    FORWARDED("forwarded", false),
    X_FORWARDED("x-forwarded-", false),
    X_REAL_IP("x-real-ip", false),
    X_REQUEST_ID("x-request-id", false),
    /// Was taken out by a route.
    DROPPED("", false);

    private static final KnownField[][] BY_LENGTH = new KnownField[24][];

    static {
        for (int length = 0; length < BY_LENGTH.length; length++) {
            int wanted = length;
            BY_LENGTH[length] =
                    Arrays.stream(values())
                            .filter(f -> f != OTHER && f != X_FORWARDED && f != DROPPED)
                            .filter(f -> f.lower.length() == wanted)
                            .toArray(KnownField[]::new);
        }
    }

    private final String lower;
    private final boolean passes;

    KnownField(String lower, boolean passes) {
        this.lower = lower;
        this.passes = passes;
    }

    /// Whether the field is copied to the other side; the others end at the edge or are written by
    /// it.
    boolean passes() {
        return passes;
    }

    static KnownField of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > X_FORWARDED.lower.length()
                && (bytes[from] | 0x20) == 'x'
                && matches(X_FORWARDED.lower, bytes, from)) {
            return X_FORWARDED;
        }
        if (length >= BY_LENGTH.length) {
            return OTHER;
        }
        for (KnownField field : BY_LENGTH[length]) {
            if (matches(field.lower, bytes, from)) {
                return field;
            }
        }
        return OTHER;
    }

    private static boolean matches(String lower, byte[] bytes, int from) {
        for (int i = 0; i < lower.length(); i++) {
            byte b = bytes[from + i];
            if ((b == '_' ? '-' : Ascii.lower(b)) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
