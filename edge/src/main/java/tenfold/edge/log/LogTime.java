package tenfold.edge.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tenfold.edge.http.Ascii;

/// Moments as text of RFC 3339 with milliseconds; the part up to the second is made once a second.
final class LogTime {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final int MILLIS_AT = 20;

    private final byte[] text = Ascii.bytes("0000-00-00T00:00:00.000Z");
    private long second = -1;

    byte[] of(long epochMillis) {
        long now = Math.floorDiv(epochMillis, 1000L);
        if (now != second) {
            byte[] made = Ascii.bytes(SECONDS.format(Instant.ofEpochSecond(now)));
            System.arraycopy(made, 0, text, 0, made.length);
            second = now;
        }
        int millis = (int) Math.floorMod(epochMillis, 1000L);
        text[MILLIS_AT] = (byte) ('0' + millis / 100);
        text[MILLIS_AT + 1] = (byte) ('0' + millis / 10 % 10);
        text[MILLIS_AT + 2] = (byte) ('0' + millis % 10);
        return text;
    }
}
