package tenfold.sql.gateway;

import java.util.Arrays;

/// What makes two prepared statements the same: text and parameter types, the search path in which
/// names are looked up, and how many schema changes came before.
@SuppressWarnings("ArrayRecordComponent") // Compared by content, below.
record PreparedKey(byte[] body, String searchPath, int epoch) {
    @Override
    public boolean equals(Object other) {
        return other instanceof PreparedKey that
                && epoch == that.epoch
                && Arrays.equals(body, that.body)
                && searchPath.equals(that.searchPath);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(body) * 31 + searchPath.hashCode() + epoch;
    }

    @Override
    public String toString() {
        return "PreparedKey[" + body.length + " bytes, epoch " + epoch + "]";
    }
}
