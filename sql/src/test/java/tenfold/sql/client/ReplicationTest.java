package tenfold.sql.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.sql.login.Credentials;
import tenfold.testkit.TestPostgres;

@Timeout(60)
@SuppressWarnings({"NullAway.Init", "InterruptedExceptionSwallowed"}) // JUnit sets and fails
class ReplicationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static TestPostgres postgres;

    @BeforeAll
    static void start() throws Exception {
        postgres = TestPostgres.start("fsync=off", "wal_level=logical", "wal_sender_timeout=2s");
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    private static Connection connect(Map<String, String> startup) throws IOException {
        Path socket = postgres.socketFolder().resolve(".s.PGSQL." + postgres.port());
        return Connection.open(
                new Endpoint(
                        new Place.UnixSocket(socket),
                        "postgres",
                        "postgres",
                        new Credentials.Password(postgres.password())),
                startup,
                ClientLimits.DEFAULT);
    }

    @Test
    void streamsDecodedChangesAndConfirmsThem() throws IOException {
        try (var plain = connect(Map.of());
                var replication = connect(Map.of("replication", "database"))) {
            plain.query("CREATE TABLE streamed (word text)", PATIENCE);
            replication.query("CREATE_REPLICATION_SLOT s LOGICAL test_decoding", PATIENCE);
            plain.query("INSERT INTO streamed VALUES ('hello')", PATIENCE);

            Lsn end;
            try (var stream =
                    replication.replicate("START_REPLICATION SLOT s LOGICAL 0/0", PATIENCE)) {
                end = readUntilCommit(stream);
                stream.status(end, end, end);
                awaitKeepalive(stream);
                stream.status(end, end, end);
                awaitKeepalive(stream);
            }
            String confirmed =
                    plain.query("SELECT confirmed_flush_lsn FROM pg_replication_slots", PATIENCE)
                            .one()
                            .text(0);
            assertThat(Lsn.parse(confirmed)).isEqualTo(end);
        }
    }

    private static Lsn readUntilCommit(ReplicationStream stream) throws IOException {
        List<String> seen = new ArrayList<>();
        Lsn end = Lsn.ZERO;
        while (seen.isEmpty() || !seen.getLast().startsWith("COMMIT")) {
            if (stream.receive() instanceof ReplicationMessage.WalData data) {
                seen.add(UTF_8.decode(data.data()).toString());
                end = data.end();
            }
        }
        assertThat(seen).anyMatch(line -> line.contains("INSERT: word[text]:'hello'"));
        return end;
    }

    /// One that asks for an answer: then the status before it has been taken in.
    private static void awaitKeepalive(ReplicationStream stream) throws IOException {
        while (!(stream.receive() instanceof ReplicationMessage.Keepalive(Lsn _, boolean wanted)
                && wanted)) {
            // Others may come before.
        }
    }

    @Test
    void copiesAWholeServer() throws IOException {
        var taken = new Taken();
        BaseBackup.Done done;
        try (var replication = connect(Map.of("replication", "true"))) {
            done =
                    BaseBackup.run(
                            replication,
                            "BASE_BACKUP (LABEL 'test', CHECKPOINT 'fast', WAL true, PROGRESS true,"
                                    + " MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256')",
                            PATIENCE,
                            taken);
            assertThat(replication.query("IDENTIFY_SYSTEM", PATIENCE).one().number(1)).isEqualTo(1);
        }
        assertThat(done.timeline()).isEqualTo(1);
        assertThat(done.start()).isEqualTo(taken.start);
        assertThat(done.start().isBefore(done.end())).isTrue();
        assertThat(done.sizes()).hasSize(1);
        assertThat(taken.progress).isPositive();
        assertThat(taken.parts.keySet()).containsExactly("base.tar", "manifest");
        assertThat(taken.part("manifest").toString(UTF_8))
                .contains("\"PostgreSQL-Backup-Manifest-Version\"", "SHA256");
        assertThat(namesIn(taken.part("base.tar")))
                .contains("backup_label", "PG_VERSION", "global/pg_control");
    }

    private static List<String> namesIn(ByteArrayOutputStream tar) throws IOException {
        List<String> names = new ArrayList<>();
        // The stream has no end mark, as the protocol says.
        var bytes = new ByteArrayInputStream(tar.toByteArray());
        try (var archive = new TarArchiveInputStream(bytes)) {
            for (var entry = archive.getNextEntry(); entry != null; ) {
                names.add(entry.getName());
                entry = archive.getNextEntry();
            }
        }
        return names;
    }

    @Test
    void aBackupThatIsRefusedSaysWhy() throws IOException {
        try (var replication = connect(Map.of("replication", "true"))) {
            assertThatThrownBy(() ->
                            BaseBackup.run(
                                    replication,
                                    "BASE_BACKUP (NONSENSE true)",
                                    PATIENCE,
                                    new Taken()))
                    .isInstanceOf(ServerError.class);
            assertThat(replication.open()).isTrue();
        }
    }

    @Test
    void aServerThatProvesNothingIsRefused() throws Exception {
        Path rules = Files.createTempFile("tenfold-hba", "");
        Files.writeString(rules, "local all all trust\nhost all all all trust\n");
        Files.setPosixFilePermissions(rules, PosixFilePermissions.fromString("rw-r--r--"));
        try (var trusting = TestPostgres.start("fsync=off", "hba_file=" + rules)) {
            var tcp = new Place.Tcp("127.0.0.1", trusting.port(), new Tls.Disabled());
            var endpoint =
                    new Endpoint(tcp, "postgres", "postgres", new Credentials.Password("any"));
            assertThatThrownBy(() -> Connection.open(endpoint))
                    .hasMessageContaining("without proving that it knows the role");
        }
    }

    private static final class Taken implements BaseBackup.Sink {
        private final Map<String, ByteArrayOutputStream> parts = new TreeMap<>();
        private ByteArrayOutputStream current = new ByteArrayOutputStream();
        private Lsn start = Lsn.ZERO;
        private long progress;

        ByteArrayOutputStream part(String name) {
            return java.util.Objects.requireNonNull(parts.get(name));
        }

        @Override
        public void begins(Lsn at, int timeline) {
            start = at;
        }

        @Override
        public void archive(String name, String location) {
            current = new ByteArrayOutputStream();
            parts.put(name, current);
        }

        @Override
        public void manifest() {
            archive("manifest", "");
        }

        @Override
        public void data(ByteBuffer piece) throws IOException {
            Channels.newChannel(current).write(piece);
        }

        @Override
        public void progress(long bytes) {
            progress = bytes;
        }
    }
}
