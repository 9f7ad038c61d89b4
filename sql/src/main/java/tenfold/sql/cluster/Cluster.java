package tenfold.sql.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tenfold.model.ClusterReport;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.MoveWish;
import tenfold.model.ReadPolicy;
import tenfold.model.ServerId;
import tenfold.sql.client.Endpoint;
import tenfold.sql.gateway.Serving;
import tenfold.sql.gateway.Upstream;
import tenfold.sql.server.PostgresServer;

/// The servers of one database, kept as the image and the record say.
///
/// One thread asks the [ClusterRules]; what they want done is done in lanes, one for each server,
/// one for the record, one for the gateway. What is done comes back as an [Event].
public final class Cluster implements AutoCloseable {
    private static final long TICK_MILLIS = 100;
    private static final int EVENTS_MAX = 10_000;

    private final ClusterConfig config;
    private final Clients clients;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(EVENTS_MAX);
    private final Crew crew;
    private final Outside outside;
    private final Lane recording = new Lane("record of the cluster");
    private final Lane serving = new Lane("gateway of the cluster");
    private final RecordFile file;
    private final ClusterRules rules;
    private final Thread thread;
    private final CountDownLatch reported = new CountDownLatch(1);
    private volatile @Nullable DatabaseCluster wanted;
    private volatile @Nullable ClusterReport report;
    private final Comparing comparing;
    private final Moving moving;
    private volatile boolean closed;

    /// Reads the record; nothing runs before the first image. Throws when the record is damaged:
    /// without it nobody knows which server may write.
    public Cluster(ClusterConfig config, Clients clients) throws IOException {
        this.config = config;
        this.clients = clients;
        file = new RecordFile(config.folder());
        rules = new ClusterRules(file.read().orElse(null));
        crew = new Crew(config, this::post);
        outside = new Outside(this::post, () -> rules.scene.record);
        comparing = new Comparing(clients);
        moving = new Moving(clients, outside, config.folder().resolve("move"));
        thread = Thread.ofPlatform().daemon().name("cluster").start(this::loop);
    }

    /// Makes the cluster what the image says, in the background.
    public void apply(DatabaseCluster cluster, ReadPolicy reads) {
        wanted = cluster;
        crew.apply(cluster);
        post(new Event.ImageApplied(cluster, reads));
        var compare = cluster.compareWish();
        if (compare != null) {
            comparing.want(compare, pair(compare.server()));
        }
        var move = cluster.moveWish();
        moving.want(
                move,
                () -> database(Objects.requireNonNull(rules.scene.record).primary()),
                move == null ? "" : password(move));
    }

    private String password(MoveWish move) {
        var place = Objects.requireNonNull(move.target().external(), "a move goes outside");
        return config.secrets().apply(place.password());
    }

    /// The application's database on one of our servers, as its administrator.
    private Endpoint database(ServerId server) {
        Member member = Objects.requireNonNull(crew.members().get(server), "it does not run");
        String name = Objects.requireNonNull(wanted).database();
        return member.administration().endpoint().withDatabase(name);
    }

    private Comparing.Pair pair(ServerId other) {
        return new Comparing.Pair() {
            @Override
            public Endpoint primary() throws IOException {
                ServerId primary = report().primary();
                if (primary == null) {
                    throw new IOException("there is no primary to compare with");
                }
                return database(primary);
            }

            @Override
            public Endpoint other() {
                return database(other);
            }
        };
    }

    /// What is known now; waits for the first image to be understood.
    public ClusterReport report() {
        try {
            reported.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the first report", e);
        }
        return Objects.requireNonNull(report);
    }

    /// For tests that fail over more than once a minute.
    void allowFailoverNow() {
        post(new Event.FailoverAllowed());
    }

    private void post(Event event) {
        if (!closed) {
            events.add(event);
        }
    }

    private void loop() {
        try {
            while (!closed) {
                Event event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    step(event);
                }
                if (!(event instanceof Event.Heard)) {
                    step(new Event.Tick(System.currentTimeMillis()));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void step(Event event) {
        long now = System.nanoTime();
        for (Effect effect : rules.on(event, now)) {
            begin(effect);
        }
        boolean hurry = rules.hurries();
        crew.members().values().forEach(member -> member.hurry(hurry));
        if (rules.scene.wanted != null && rules.scene.record != null) {
            report = Reports.of(rules.scene, crew.members(), comparing.report(), moving.report());
            reported.countDown();
        }
    }

    // ---- effects

    private void begin(Effect effect) {
        switch (effect) {
            case Effect.Serve serve -> serve(serve);
            case Effect.Quiesce quiesce -> serving.add(() -> quiesce(quiesce.patience()));
            case Effect.Resume _ -> serving.add(clients::resume);
            case Effect.Write write -> recording.add(() -> write(write.record()));
            case Effect.OutsideRefused _ -> outside.refused();
            case Effect.OnServer onServer -> crew.begin(onServer);
        }
    }

    private void serve(Effect.Serve serve) {
        serving.add(() -> {
            List<Upstream> replicas = new ArrayList<>();
            serve.replicas().forEach(id -> replicas.add(upstream(id)));
            ServerId primary = serve.primary();
            clients.serve(
                    new Serving(
                            serve.epoch(), primary == null ? null : upstream(primary), replicas));
            outside.served(primary, primary != null && crew.members().containsKey(primary));
        });
    }

    private Upstream upstream(ServerId id) {
        DatabaseCluster cluster = Objects.requireNonNull(wanted);
        Member member = crew.members().get(id);
        if (member != null) {
            PostgresServer ours = member.server();
            return Upstream.local(id, ours.socket(), ours.administratorPassword());
        }
        MoveWish wish = cluster.moveWish();
        DatabaseServer server =
                cluster.server(id)
                        .orElseGet(() -> Objects.requireNonNull(wish, "unknown server").target());
        var place = Objects.requireNonNull(server.external(), "not a server outside");
        return Upstream.external(id, place, cluster, config.secrets());
    }

    private void quiesce(Duration patience) {
        var _ =
                clients.quiesce(patience)
                        .whenComplete((quiet, problem) ->
                                post(
                                        problem == null
                                                ? new Event.Quiesced(quiet.held(), quiet.ended())
                                                : new Event.QuiesceFailed(problem.toString())));
    }

    private void write(ClusterRecord record) throws InterruptedException {
        while (!closed) {
            try {
                file.write(record);
                post(new Event.Recorded(record));
                return;
            } catch (IOException e) {
                config.progress()
                        .accept("the cluster's record cannot be written, trying again: " + e);
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    /// Stops deciding and does nothing more, as a killed node: for tests.
    void abandon() {
        closed = true;
        thread.interrupt();
        crew.abandon();
        recording.close();
        serving.close();
    }

    @Override
    public void close() {
        comparing.close();
        moving.close();
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        crew.close();
        recording.close();
        serving.close();
    }
}
