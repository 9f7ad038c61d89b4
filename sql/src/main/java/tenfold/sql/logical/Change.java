package tenfold.sql.logical;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.sql.client.Lsn;

/// One message of a decoded log (`pgoutput`, protocol 1).
sealed interface Change {
    /// A transaction begins; it was committed by the log record at `commit`.
    record Begin(Lsn commit) implements Change {}

    /// It ends; `end` is the position after its commit record.
    record Commit(Lsn end) implements Change {}

    /// What a table looks like from now on in this stream.
    record Relation(int id, String schema, String name, List<Column> columns) implements Change {
        public Relation {
            columns = List.copyOf(columns);
        }
    }

    /// @param key whether it is a part of the replica identity
    record Column(String name, boolean key) {}

    record Insert(int relation, List<Cell> row) implements Change {
        public Insert {
            row = List.copyOf(row);
        }
    }

    /// @param key the old key when it changed, else null
    record Update(int relation, @Nullable List<Cell> key, List<Cell> row) implements Change {
        public Update {
            key = key == null ? null : List.copyOf(key);
            row = List.copyOf(row);
        }
    }

    record Delete(int relation, List<Cell> key) implements Change {
        public Delete {
            key = List.copyOf(key);
        }
    }

    record Truncate(List<Integer> relations, boolean restartsSequences) implements Change {
        public Truncate {
            relations = List.copyOf(relations);
        }
    }

    /// Written by `pg_logical_emit_message`.
    record Mark(String prefix, String content) implements Change {}

    /// Of no interest here: types, origins.
    record Other() implements Change {}

    /// A value of a row.
    sealed interface Cell {
        record Null() implements Cell {}

        /// Long, stored apart, and not changed by this update: not sent.
        record Unchanged() implements Cell {}

        record Text(String value) implements Cell {}
    }
}
