package tenfold.edge.cache.rule;

import java.util.Arrays;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.RequestHead;

/// Which resource a request is about: scheme, host and target (RFC 9111 section 2).
///
/// Host letters are made small and the scheme's own port is left out; everything else is compared
/// as it stands and as the application gets it: `//a`, `/a;b` and `/%61` are each a resource of
/// their own, because only the application knows whether they are the same.
public final class CacheKey {
    private static final byte[] HTTP = Ascii.bytes("http://");
    private static final byte[] HTTPS = Ascii.bytes("https://");
    private static final byte[] PORT_80 = Ascii.bytes(":80");
    private static final byte[] PORT_443 = Ascii.bytes(":443");

    private final byte[] bytes;
    private final int hash;

    private CacheKey(byte[] bytes) {
        this.bytes = bytes;
        hash = mixed(Arrays.hashCode(bytes));
    }

    /// Of a request that has a Host.
    public static CacheKey of(RequestHead head, boolean secure) {
        return of(head, secure, head.bytes(), head.targetStart(), head.targetEnd());
    }

    /// The same with another target.
    public static CacheKey of(RequestHead head, boolean secure, byte[] target) {
        return of(head, secure, target, 0, target.length);
    }

    private static CacheKey of(RequestHead head, boolean secure, byte[] t, int from, int to) {
        byte[] b = head.bytes();
        byte[] scheme = secure ? HTTPS : HTTP;
        int hostStart = head.hostStart();
        int hostEnd = withoutPort(b, hostStart, head.hostEnd(), secure ? PORT_443 : PORT_80);
        int hostLength = hostEnd - hostStart;
        byte[] key = new byte[scheme.length + hostLength + to - from];
        System.arraycopy(scheme, 0, key, 0, scheme.length);
        int at = scheme.length;
        for (int i = hostStart; i < hostEnd; i++) {
            key[at++] = (byte) Ascii.lower(b[i]);
        }
        System.arraycopy(t, from, key, at, to - from);
        return new CacheKey(key);
    }

    /// Of a URL in the form that [#toString] has.
    public static CacheKey of(String url) {
        return new CacheKey(Ascii.bytes(url));
    }

    /// The same resource's sibling with another target (a path with its query).
    public CacheKey at(String target) {
        return of(origin() + target);
    }

    /// Scheme and host.
    public String origin() {
        String all = toString();
        int host = all.indexOf("//") + 2;
        int path = all.indexOf('/', host);
        return path < 0 ? all : all.substring(0, path);
    }

    public boolean startsWith(byte[] prefix) {
        return bytes.length >= prefix.length
                && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    /// Whether it is this path and query, of any scheme and host.
    public boolean hasTarget(byte[] target) {
        return bytes.length - targetStart() == target.length && targetStartsWith(target);
    }

    /// Whether its path and query begin so, of any scheme and host.
    public boolean targetStartsWith(byte[] prefix) {
        int from = targetStart();
        int end = from + prefix.length;
        return end <= bytes.length && Arrays.equals(bytes, from, end, prefix, 0, prefix.length);
    }

    private int targetStart() {
        int at = HTTPS.length; // a host has a letter at least
        while (at < bytes.length && bytes[at] != '/') {
            at++;
        }
        return at;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /// `https://host/path?query`.
    @Override
    public String toString() {
        return Ascii.text(bytes, 0, bytes.length);
    }

    private static int withoutPort(byte[] b, int from, int to, byte[] port) {
        int end = to - port.length;
        return end > from && Ascii.spells(b, end, to, port) && b[end - 1] != ':' ? end : to;
    }

    private static int mixed(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        return mixed ^ (mixed >>> 13);
    }
}
