package tenfold.sql.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tenfold.model.ClusterReport;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.LocalPlace;
import tenfold.model.ReadPolicy;
import tenfold.model.ServerId;
import tenfold.sql.gateway.Serving;
import tenfold.sql.gateway.Upstream;
import tenfold.sql.server.Course;
import tenfold.sql.server.PostgresServer;
import tenfold.sql.server.ServerSpec;

/// The servers of one database, kept as the image and the record say.
///
/// One thread asks the [ClusterRules]; what they want done is done in lanes, one for each server,
/// one for the record, one for the gateway. What is done comes back as an [Event].
public final class Cluster implements AutoCloseable {
    private static final long TICK_MILLIS = 100;
    private static final int RELOADS_MAX = 10;
    private static final int EVENTS_MAX = 10_000;

    private final ClusterConfig config;
    private final Clients clients;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(EVENTS_MAX);
    private final Map<ServerId, Member> members = new ConcurrentHashMap<>();
    private final Map<String, ServerId> known = new ConcurrentHashMap<>();
    private final Lane recording = new Lane("record of the cluster");
    private final Lane serving = new Lane("gateway of the cluster");
    private final RecordFile file;
    private final ClusterRules rules;
    private final Thread thread;
    private final CountDownLatch reported = new CountDownLatch(1);
    private final Map<ServerId, DatabaseServer> places = new HashMap<>();
    private volatile @Nullable DatabaseCluster wanted;
    private volatile @Nullable ClusterReport report;
    private volatile boolean closed;

    /// Reads the record; nothing runs before the first image. Throws when the record is damaged:
    /// without it nobody knows which server may write.
    public Cluster(ClusterConfig config, Clients clients) throws IOException {
        this.config = config;
        this.clients = clients;
        file = new RecordFile(config.folder());
        rules = new ClusterRules(file.read().orElse(null));
        thread = Thread.ofPlatform().daemon().name("cluster").start(this::loop);
    }

    /// Makes the cluster what the image says, in the background.
    public void apply(DatabaseCluster cluster, ReadPolicy reads) {
        wanted = cluster;
        cluster.servers().forEach(server -> known.put(server.id().value(), server.id()));
        post(new Event.ImageApplied(cluster, reads));
    }

    /// Lets a server outside the cluster serve, under a new epoch; with null the primary again.
    public void outside(@Nullable ServerId server) {
        post(new Event.OutsideWanted(server));
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
                step(event == null ? new Event.Tick(System.currentTimeMillis()) : event);
                if (event != null && !(event instanceof Event.Heard)) {
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
        members.values().forEach(member -> member.hurry(hurry));
        if (rules.scene.wanted != null && rules.scene.record != null) {
            report = Reports.of(rules.scene, members);
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
            case Effect.Fence fence -> fence(fence.server());
            case Effect.Start e -> in(e.server(), member -> start(member, e));
            case Effect.Stop e ->
                    in(
                            e.server(),
                            member -> post(new Event.Stopped(e.server(), member.server().stop())));
            case Effect.Promote e -> in(e.server(), member -> promote(member, e));
            case Effect.Names e -> in(e.server(), member -> names(member, e));
            case Effect.Slots e ->
                    in(e.server(), member -> member.administration().slots(e.followers()));
            case Effect.Follow e -> in(e.server(), member -> follow(member, e));
            case Effect.Join e -> in(e.server(), member -> join(member, e));
            case Effect.Prepare e -> in(e.server(), member -> prepare(member, e));
            case Effect.Remove e -> remove(e.server());
        }
    }

    private interface Work {
        void run(Member member) throws IOException, InterruptedException;
    }

    /// What fails is asked for again by the rules when it is still wanted.
    private void in(ServerId server, Work work) {
        Member member = member(server);
        member.lane()
                .add(() -> {
                    try {
                        work.run(member);
                    } catch (IOException | RuntimeException e) {
                        note(server, e);
                    }
                });
    }

    private void note(ServerId server, Exception problem) {
        if (!closed) {
            System.getLogger("tenfold.sql").log(System.Logger.Level.INFO, server + ": " + problem);
        }
    }

    private Member member(ServerId server) {
        return members.computeIfAbsent(server, this::newMember);
    }

    private Member newMember(ServerId server) {
        DatabaseCluster cluster = Objects.requireNonNull(wanted);
        cluster.servers().forEach(each -> places.put(each.id(), each));
        DatabaseServer found = Objects.requireNonNull(places.get(server), "no place is known");
        LocalPlace place = Objects.requireNonNull(found.local(), "not a server of ours");
        return new Member(
                ServerSpec.of(cluster, server, place), config, this::post, () -> Map.copyOf(known));
    }

    private void serve(Effect.Serve serve) {
        serving.add(() -> {
            List<Upstream> replicas = new ArrayList<>();
            serve.replicas().forEach(id -> replicas.add(upstream(id)));
            ServerId primary = serve.primary();
            clients.serve(
                    new Serving(
                            serve.epoch(), primary == null ? null : upstream(primary), replicas));
        });
    }

    private Upstream upstream(ServerId id) {
        DatabaseCluster cluster = Objects.requireNonNull(wanted);
        Member member = members.get(id);
        if (member != null) {
            PostgresServer server = member.server();
            return Upstream.local(id, server.socket(), server.administratorPassword());
        }
        var wish = Objects.requireNonNull(cluster.moveWish(), "an unknown server is to serve");
        var place = Objects.requireNonNull(wish.target().external());
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

    /// Not in its lane: what waits there waits for the very server that must end.
    private void fence(ServerId server) {
        Member member = member(server);
        var _ =
                Thread.ofVirtual()
                        .name("fence of " + server)
                        .start(() -> {
                            try {
                                member.server().fence();
                                post(new Event.Fenced(server));
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private Course course(LocalPlace place, Set<ServerId> names, @Nullable ServerId follow)
            throws IOException {
        return new Course(
                Memories.widest(place.memory(), Objects.requireNonNull(wanted)),
                names,
                follow == null ? null : member(follow).server().source());
    }

    private void start(Member member, Effect.Start start) {
        try {
            member.start(start.life(), course(start.place(), start.names(), start.follow()));
        } catch (IOException e) {
            post(new Event.Ended(start.server(), start.life(), e.toString(), true));
        }
    }

    private static void promote(Member member, Effect.Promote promote) throws IOException {
        var now = member.course();
        member.write(new Course(now.memory(), promote.names(), null));
        member.administration().slots(promote.followers());
        member.administration().reload();
        member.promoting();
        member.administration().promote();
    }

    private void names(Member member, Effect.Names names) throws IOException {
        if (member.life() != names.life()) {
            return;
        }
        var now = member.course();
        var next = new Course(now.memory(), names.names(), null);
        long lsn;
        if (next.equals(now) && now.follow() == null && !member.promoted()) {
            lsn = member.administration().flushed();
        } else {
            member.write(next);
            lsn = member.administration().putInForce(next.names());
        }
        post(new Event.NamesInForce(names.server(), names.life(), names.names(), lsn));
    }

    private void follow(Member member, Effect.Follow follow)
            throws IOException, InterruptedException {
        var now = member.course();
        var source = member(follow.primary()).server().source();
        member.write(new Course(now.memory(), now.awaited(), source));
        for (int i = 0; ; i++) {
            try {
                member.administration().reload();
                return;
            } catch (IOException e) {
                if (i == RELOADS_MAX) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    private void join(Member member, Effect.Join join) {
        try {
            Member from = member(join.from());
            from.administration().slot(join.server());
            var replicator = Objects.requireNonNull(wanted).replicator();
            member.server().copy(from.replication(config.secrets().apply(replicator)));
            post(new Event.Joined(join.server()));
        } catch (IOException | RuntimeException e) {
            post(new Event.JoinFailed(join.server(), String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void prepare(Member member, Effect.Prepare prepare) throws IOException {
        try {
            if (!prepare.next().equals(prepare.server())) {
                member(prepare.next()).administration().slots(prepare.followers());
            }
            member.administration().checkpoint();
        } finally {
            post(new Event.Prepared(prepare.server())); // only the pause gets longer without
        }
    }

    private void remove(ServerId server) {
        in(
                server,
                member -> {
                    var _ = member.server().stop();
                    member.server().delete();
                    members.remove(server);
                    post(new Event.Removed(server));
                    member.close();
                });
    }

    /// Stops deciding and does nothing more, as a killed node: for tests.
    void abandon() {
        closed = true;
        thread.interrupt();
        members.values().forEach(Member::close);
        recording.close();
        serving.close();
    }

    /// Stops every server at the same time, the primary's standbys with it.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        List<Thread> stops = new ArrayList<>();
        for (Member member : members.values()) {
            member.close();
            stops.add(Thread.ofVirtual().start(member.server()::close));
        }
        try {
            for (Thread stop : stops) {
                stop.join();
            }
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        recording.close();
        serving.close();
    }
}
