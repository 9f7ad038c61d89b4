package tenfold.edge.http2;

import java.util.Arrays;
import tenfold.edge.http.Ascii;

/// A range of bytes that somebody else keeps; valid until its owner goes on.
public final class Slice {
    byte[] bytes = {};
    int from;
    int to;

    Slice of(byte[] source) {
        return of(source, 0, source.length);
    }

    Slice of(byte[] source, int begin, int end) {
        bytes = source;
        from = begin;
        to = end;
        return this;
    }

    int size() {
        return to - from;
    }

    byte[] copy() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /// The bytes as characters; not for hot paths.
    @Override
    public String toString() {
        return Ascii.text(bytes, from, to);
    }

    boolean is(byte[] other) {
        return Arrays.equals(bytes, from, to, other, 0, other.length);
    }
}
