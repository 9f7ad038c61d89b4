package tenfold.edge.http2;

import java.util.Arrays;
import tenfold.edge.http.Ascii;

/// The fields that both sides know from the beginning (RFC 7541 appendix A), numbered from 1.
final class StaticTable {
    private static final String FIELDS =
            """
            :authority
            :method: GET
            :method: POST
            :path: /
            :path: /index.html
            :scheme: http
            :scheme: https
            :status: 200
            :status: 204
            :status: 206
            :status: 304
            :status: 400
            :status: 404
            :status: 500
            accept-charset
            accept-encoding: gzip, deflate
            accept-language
            accept-ranges
            accept
            access-control-allow-origin
            age
            allow
            authorization
            cache-control
            content-disposition
            content-encoding
            content-language
            content-length
            content-location
            content-range
            content-type
            cookie
            date
            etag
            expect
            expires
            from
            host
            if-match
            if-modified-since
            if-none-match
            if-range
            if-unmodified-since
            last-modified
            link
            location
            max-forwards
            proxy-authenticate
            proxy-authorization
            range
            referer
            refresh
            retry-after
            server
            set-cookie
            strict-transport-security
            transfer-encoding
            user-agent
            vary
            via
            www-authenticate
            """;

    static final int SIZE = 61;
    private static final byte[][] NAMES = new byte[SIZE + 1][];
    private static final byte[][] VALUES = new byte[SIZE + 1][];

    /// For each length of a name, the first field of each name that has it.
    private static final int[][] BY_LENGTH = new int[32][0];

    static {
        int index = 1;
        for (String line : FIELDS.lines().toList()) {
            int colon = line.indexOf(": ", 1);
            String name = colon < 0 ? line : line.substring(0, colon);
            NAMES[index] = Ascii.bytes(name);
            VALUES[index] = Ascii.bytes(colon < 0 ? "" : line.substring(colon + 2));
            if (index == 1 || !Arrays.equals(NAMES[index], NAMES[index - 1])) {
                int[] same = BY_LENGTH[name.length()];
                int[] more = Arrays.copyOf(same, same.length + 1);
                more[same.length] = index;
                BY_LENGTH[name.length()] = more;
            }
            index++;
        }
    }

    private StaticTable() {}

    static byte[] name(int index) {
        return NAMES[index];
    }

    static byte[] value(int index) {
        return VALUES[index];
    }

    /// The first field of that name, or 0.
    static int find(Slice name) {
        if (name.size() < BY_LENGTH.length) {
            for (int index : BY_LENGTH[name.size()]) {
                if (name.is(NAMES[index])) {
                    return index;
                }
            }
        }
        return 0;
    }
}
