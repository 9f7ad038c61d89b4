package tenfold.sql.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.sql.client.BaseBackup;
import tenfold.sql.client.ClientLimits;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.Lsn;

/// A copy of a running server's data folder, taken over the replication protocol.
///
/// It is unpacked as it comes into a folder beside the real one, checked against the server's
/// manifest, brought to disk, and only then put in the place of what was there.
final class BaseCopy {
    /// Instead of a number of bytes: nobody wants the copy any more.
    static final long GIVEN_UP = Long.MIN_VALUE;

    private static final Duration SILENCE_MAX = Duration.ofMinutes(5);
    private static final int MANIFEST_BYTES_MAX = 256 << 20;
    private static final String COMMAND =
            "BASE_BACKUP (LABEL 'tenfold', CHECKPOINT 'fast', WAL true, PROGRESS true,"
                    + " MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256')";

    private final DataFolder folder;
    private final ServerUser user;
    private final AtomicLong copied;
    private final AtomicLong total;

    BaseCopy(DataFolder folder, ServerUser user, AtomicLong copied, AtomicLong total) {
        this.folder = folder;
        this.user = user;
        this.copied = copied;
        this.total = total;
    }

    void run(Endpoint source) throws IOException {
        Path fresh = folder.beginCopy();
        var files = new TarFiles(fresh, user);
        var manifest = new ByteArrayOutputStream();
        var startup = Map.of("replication", "true", "application_name", "tenfold-copy");
        estimate(source);
        try (var connection = Connection.open(source, startup, ClientLimits.DEFAULT)) {
            var _ =
                    BaseBackup.run(
                            connection, COMMAND, SILENCE_MAX, new Unpacking(files, manifest));
        }
        files.end();
        new Manifest(manifest.toString(UTF_8)).check(files.files());
        folder.endCopy(fresh);
    }

    /// The server's own estimate comes only at the end of its answer's first part; for progress a
    /// rough one is enough.
    private void estimate(Endpoint source) throws IOException {
        var startup = Map.of("replication", "database", "application_name", "tenfold-copy");
        Endpoint database = source.withDatabase("postgres");
        try (var connection = Connection.open(database, startup, ClientLimits.DEFAULT)) {
            var sum = "SELECT sum(pg_database_size(oid))::bigint FROM pg_database";
            total.set(connection.query(sum, SILENCE_MAX).one().number(0));
        } catch (tenfold.sql.client.ServerError _) {
            total.set(0); // it may not look into every database
        }
    }

    private final class Unpacking implements BaseBackup.Sink {
        private final TarFiles files;
        private final ByteArrayOutputStream manifest;
        private @Nullable String part;

        Unpacking(TarFiles files, ByteArrayOutputStream manifest) {
            this.files = files;
            this.manifest = manifest;
        }

        @Override
        public void begins(Lsn start, int timeline) {
            // The backup's label says it too.
        }

        @Override
        public void archive(String name, String location) throws IOException {
            if (!name.equals("base.tar")) {
                throw new PostgresException(
                        "the database uses a tablespace at %s, and a copy would need the same place;"
                                        .formatted(location)
                                + " move its tables with ALTER TABLE ... SET TABLESPACE pg_default"
                                + " and drop it");
            }
            part = name;
        }

        @Override
        public void manifest() {
            part = "manifest";
        }

        @Override
        public void data(ByteBuffer piece) throws IOException {
            Check.that(part != null, "data before its archive");
            if ("manifest".equals(part)) {
                Check.that(
                        manifest.size() + piece.remaining() <= MANIFEST_BYTES_MAX,
                        "the manifest is longer than %d bytes",
                        MANIFEST_BYTES_MAX);
                byte[] bytes = new byte[piece.remaining()];
                piece.get(bytes);
                manifest.writeBytes(bytes);
            } else {
                if (copied.addAndGet(piece.remaining()) < 0) {
                    throw new PostgresException("the copy was given up");
                }
                files.on(piece);
            }
        }

        @Override
        public void progress(long bytes) {
            total.accumulateAndGet(bytes, Math::max);
        }
    }
}
