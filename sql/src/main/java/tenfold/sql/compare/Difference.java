package tenfold.sql.compare;

import java.util.List;

/// One table or sequence that is not the same on both servers.
///
/// @param name with its schema
/// @param what in words
/// @param keys the first rows that differ, by primary key; empty for a sequence or without a key
public record Difference(String name, String what, List<String> keys) {
    public Difference {
        keys = List.copyOf(keys);
    }
}
