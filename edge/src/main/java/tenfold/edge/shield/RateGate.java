package tenfold.edge.shield;

import java.security.SecureRandom;
import java.util.Arrays;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.RequestHead;
import tenfold.model.RateLimit;

/// The rate limit of one route. Safe for use by any thread.
public final class RateGate {
    private static final long SECRET = new SecureRandom().nextLong();
    private static final long SECOND = 1_000_000_000L;
    private static final byte[] COOKIE = Ascii.bytes("cookie");

    private final RateLimit limit;
    private final Gcra law;
    private final RateTable table;
    private final long salt;
    private final byte[] name;

    /// `route` tells the keys of one route's limit from those of another's.
    public RateGate(RateLimit limit, String route, RateTable table) {
        this.limit = limit;
        this.table = table;
        law = Gcra.of(limit);
        salt = mixed(SECRET ^ hash(Ascii.bytes(route), 0, route.length(), 1));
        name = Ascii.bytes(limit.key().name());
    }

    /// Why a request has to wait, as header lines, or "" when it is admitted. `client` is its
    /// address of 4 or 16 bytes, `now` in nanoseconds from any origin.
    public String refusal(RequestHead head, byte[] client, long now) {
        RateTable.Decision decision = table.ask(mixed(salt ^ key(head, client)), law, now);
        return decision.admitted() ? "" : lines(decision.waitNanos());
    }

    /// `Retry-After`, and what the IETF's draft of RateLimit fields for HTTP says of policy and
    /// state.
    private String lines(long waitNanos) {
        long wait = (waitNanos + SECOND - 1) / SECOND;
        long window = Math.max(1, limit.per().toSeconds());
        String policy = "RateLimit-Policy: \"route\";q=" + limit.requests() + ";w=" + window;
        String state = "RateLimit: \"route\";r=0;t=" + wait;
        return "Retry-After: " + wait + "\r\n" + policy + "\r\n" + state + "\r\n";
    }

    private long key(RequestHead head, byte[] client) {
        return switch (limit.key().kind()) {
            case ADDRESS -> address(client);
            case PREFIX -> hash(Mapped.prefix(client), 0, Mapped.BYTES, 2);
            case HEADER -> header(head, client);
            case COOKIE -> cookie(head, client);
        };
    }

    private static long address(byte[] client) {
        return hash(client, 0, client.length, 1);
    }

    private long header(RequestHead head, byte[] client) {
        byte[] b = head.bytes();
        for (int i = 0; i < head.fields(); i++) {
            if (Ascii.spells(b, head.nameStart(i), head.nameEnd(i), name)) {
                return hash(b, head.valueStart(i), head.valueEnd(i), 3);
            }
        }
        return address(client);
    }

    private long cookie(RequestHead head, byte[] client) {
        byte[] b = head.bytes();
        for (int i = 0; i < head.fields(); i++) {
            boolean cookie = Ascii.spells(b, head.nameStart(i), head.nameEnd(i), COOKIE);
            int at = cookie ? crumb(b, head.valueStart(i), head.valueEnd(i)) : -1;
            if (at >= 0) {
                return hash(b, at + name.length + 1, end(b, at, head.valueEnd(i)), 4);
            }
        }
        return address(client);
    }

    /// Where the wanted cookie begins in a field's value, or -1.
    private int crumb(byte[] b, int from, int to) {
        int at = from;
        while (at < to) {
            int end = end(b, at, to);
            if (isNamed(b, at, end)) {
                return at;
            }
            at = end + 1;
            while (at < to && b[at] == ' ') {
                at++;
            }
        }
        return -1;
    }

    private static int end(byte[] b, int from, int to) {
        int end = from;
        while (end < to && b[end] != ';') {
            end++;
        }
        return end;
    }

    private boolean isNamed(byte[] b, int from, int to) {
        int end = from + name.length;
        return end < to && b[end] == '=' && Arrays.equals(b, from, end, name, 0, name.length);
    }

    private static long hash(byte[] bytes, int from, int to, long kind) {
        long hash = SECRET + kind;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i]) * 0x100000001b3L;
            hash ^= hash >>> 29;
        }
        return mixed(hash);
    }

    /// All bits depend on all (the finalizer of MurmurHash3).
    private static long mixed(long hash) {
        long h = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
