package tenfold.sql.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.model.LoadReport;
import tenfold.model.StatementLoad;
import tenfold.model.WaitClass;
import tenfold.sql.TestGateway;
import tenfold.testkit.Await;

@Timeout(120)
class LoadSamplerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static TestGateway gateway;

    @BeforeAll
    static void open() throws Exception {
        gateway = TestGateway.open(8);
        try (Connection connection = gateway.connect()) {
            TestGateway.run(
                    connection,
                    "CREATE TABLE posts (id int, author int)",
                    "INSERT INTO posts SELECT i, i % 1000 FROM generate_series(1, 400000) i",
                    "ANALYZE posts",
                    "CREATE TABLE held (id int)",
                    "INSERT INTO held VALUES (1)");
        }
    }

    @AfterAll
    static void close() throws Exception {
        gateway.close();
    }

    @Test
    void aStatementThatReadsAWholeTableIsNamedWithItsIndex() throws Exception {
        during(
                LoadSamplerTest::search,
                () -> {
                    Await.until("a remedy", PATIENCE, () -> remedyFor("posts").isPresent());
                    StatementLoad found = heaviest("posts").orElseThrow();

                    assertThat(found.text())
                            .isEqualTo("select count (*) from posts where author = $1");
                    assertThat(found.reads()).isTrue();
                    assertThat(found.remedy())
                            .contains("CREATE INDEX CONCURRENTLY ON posts (author)")
                            .contains("400,000 rows");
                    assertThat(load().reading()).isGreaterThan(0.2);
                });
    }

    @Test
    void aSessionThatWaitsForALockIsCountedAsSuch() throws Exception {
        try (Connection holder = gateway.connect()) {
            holder.setAutoCommit(false);
            TestGateway.run(holder, "UPDATE held SET id = id");
            during(
                    LoadSamplerTest::update,
                    () -> {
                        Await.until(
                                "a lock is seen",
                                PATIENCE,
                                () -> load().waiting(WaitClass.LOCK) > 0.05);
                        assertThat(heaviest("held").orElseThrow().reads()).isFalse();
                        holder.rollback();
                    });
        }
    }

    private static LoadReport load() {
        return gateway.sql().report().load();
    }

    private static Optional<StatementLoad> heaviest(String table) {
        return load().statements().stream().filter(each -> each.text().contains(table)).findFirst();
    }

    private static Optional<String> remedyFor(String table) {
        return heaviest(table).map(StatementLoad::remedy);
    }

    private static void search(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT count(*) FROM posts WHERE author = ?")) {
            select.setInt(1, 7);
            select.executeQuery().close();
        }
    }

    private static void update(Connection connection) throws SQLException {
        TestGateway.run(connection, "UPDATE held SET id = id");
    }

    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private interface Story {
        void tell() throws Exception;
    }

    /// Does `work` over and over while the story is told.
    private static void during(Work work, Story story) throws Exception {
        var told = new AtomicBoolean();
        try (ExecutorService worker = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> end =
                    worker.submit(() -> {
                        try (Connection connection = gateway.connect()) {
                            while (!told.get()) {
                                work.on(connection);
                            }
                        }
                        return true;
                    });
            try {
                story.tell();
            } finally {
                told.set(true);
            }
            end.get(30, TimeUnit.SECONDS);
        }
    }
}
