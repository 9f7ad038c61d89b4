package tenfold.sql.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Copies a whole server over the replication protocol (servers from PostgreSQL 15 on).
///
/// Source: the chapter "Streaming Replication Protocol" of PostgreSQL's documentation.
public final class BaseBackup {
    private BaseBackup() {}

    /// Takes the parts in the order in which they come.
    public interface Sink {
        /// Where the backup starts, before any data.
        void begins(Lsn start, int timeline) throws IOException;

        /// A tar archive begins: `base.tar`, or that of the tablespace at `location`.
        void archive(String name, String location) throws IOException;

        /// The manifest begins, after the archives.
        void manifest() throws IOException;

        /// A piece of what began last, valid during the call.
        void data(ByteBuffer piece) throws IOException;

        /// So many bytes are done, of all archives.
        void progress(long bytes) throws IOException;
    }

    /// @param end replay must reach it before the copy is consistent
    /// @param sizes the server's estimates in bytes, one for each archive; empty unless asked for
    public record Done(Lsn start, Lsn end, int timeline, List<Long> sizes) {}

    /// Runs `command` (`BASE_BACKUP (...)`) on a connection with `replication=true`. `silence` is
    /// how long the server may send nothing. A sink that throws closes the connection.
    public static Done run(Connection connection, String command, Duration silence, Sink sink)
            throws IOException {
        var reading = new Reading(sink);
        connection.exchange(command, silence, reading);
        return reading.done();
    }

    private static final class Reading implements Reader {
        private final Sink sink;
        private final List<Result> results = new ArrayList<>();

        Reading(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void result(Result result) throws IOException {
            if (!result.rows().isEmpty()) {
                results.add(result);
            }
            if (results.size() == 1 && !result.rows().isEmpty()) {
                sink.begins(start(), timeline());
            }
        }

        @Override
        public void data(ByteBuffer piece) throws IOException {
            byte kind = piece.get();
            switch (kind) {
                case 'n' -> sink.archive(Bytes.string(piece), Bytes.string(piece));
                case 'm' -> sink.manifest();
                case 'd' -> sink.data(piece);
                case 'p' -> sink.progress(piece.getLong());
                default -> throw new ProtocolException("backup message of kind " + (char) kind);
            }
        }

        Done done() throws ProtocolException {
            if (results.size() < 3) {
                throw new ProtocolException("the backup ended without its end position");
            }
            List<Long> sizes =
                    results.get(1).rows().stream()
                            .filter(row -> row.orNull(2) != null)
                            .map(row -> row.number(2))
                            .toList();
            return new Done(start(), results.getLast().one().lsn(0), timeline(), sizes);
        }

        private Lsn start() {
            return results.getFirst().one().lsn(0);
        }

        private int timeline() {
            return (int) results.getFirst().one().number(1);
        }
    }
}
