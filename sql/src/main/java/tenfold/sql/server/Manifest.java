package tenfold.sql.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server says that a base backup of it holds. Source: the chapter "Backup Manifest Format"
/// of PostgreSQL's documentation; it is written with one file a line.
record Manifest(String text) {
    private static final Pattern FILE =
            Pattern.compile(
                    "\"(Path|Encoded-Path)\": \"((?:[^\"\\\\]|\\\\.)*)\", \"Size\": (\\d+),"
                            + ".*\"Checksum-Algorithm\": \"SHA256\", \"Checksum\": \"(\\w+)\"");
    private static final Pattern OWN =
            Pattern.compile("\"Manifest-Checksum\": \"(\\w{64})\"}\\s*$");

    /// Throws unless exactly these files, WAL apart, are what the server sent.
    void check(Map<String, TarFiles.File> unpacked) throws PostgresException {
        checkSelf();
        Map<String, TarFiles.File> listed = new HashMap<>();
        Matcher matcher = FILE.matcher(text);
        while (matcher.find()) {
            long size = Long.parseLong(matcher.group(3));
            listed.put(path(matcher), new TarFiles.File(size, matcher.group(4)));
        }
        for (var each : listed.entrySet()) {
            TarFiles.File file = unpacked.get(each.getKey());
            if (!each.getValue().equals(file)) {
                throw new PostgresException(
                        "the copy's file %s is not what the primary sent: %s instead of %s"
                                .formatted(each.getKey(), file, each.getValue()));
            }
        }
        for (String name : unpacked.keySet()) {
            if (!listed.containsKey(name) && !name.startsWith("pg_wal/")) {
                throw new PostgresException("the copy holds " + name + ", which nobody listed");
            }
        }
    }

    private static String path(Matcher matcher) {
        String value = matcher.group(2);
        return matcher.group(1).equals("Path")
                ? value.replace("\\\"", "\"").replace("\\\\", "\\")
                : new String(HexFormat.of().parseHex(value), UTF_8);
    }

    /// Its last line holds the checksum of all before.
    private void checkSelf() throws PostgresException {
        Matcher own = OWN.matcher(text);
        int last = text.lastIndexOf("\"Manifest-Checksum\"");
        if (last < 0 || !own.find(last)) {
            throw new PostgresException("the copy's manifest was cut off");
        }
        byte[] before = text.substring(0, last).getBytes(UTF_8);
        String sum = HexFormat.of().formatHex(TarFiles.sha256().digest(before));
        if (!sum.equals(own.group(1))) {
            throw new PostgresException("the copy's manifest is damaged");
        }
    }

    @Override
    public String toString() {
        return "manifest of " + text.length() + " characters";
    }
}
