package tenfold.sql.cluster;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.LocalPlace;
import tenfold.model.ServerId;
import tenfold.sql.server.Course;
import tenfold.sql.server.ServerSpec;

/// Our servers, and what the rules want done on them: for each one thing after the other, in its
/// lane.
final class Crew implements AutoCloseable {
    private static final int RELOADS_MAX = 10;
    private static final long AGAIN_MILLIS = 200;

    private final ClusterConfig config;
    private final Consumer<Event> events;
    private final Map<ServerId, Member> members = new ConcurrentHashMap<>();
    private final Map<ServerId, DatabaseServer> places = new ConcurrentHashMap<>();
    private volatile @Nullable DatabaseCluster wanted;
    private volatile boolean closed;

    Crew(ClusterConfig config, Consumer<Event> events) {
        this.config = config;
        this.events = events;
    }

    void apply(DatabaseCluster cluster) {
        cluster.servers().forEach(each -> places.put(each.id(), each));
        wanted = cluster;
    }

    Map<ServerId, Member> members() {
        return members;
    }

    private DatabaseCluster wanted() {
        return Objects.requireNonNull(wanted);
    }

    void begin(Effect.OnServer effect) {
        switch (effect) {
            case Effect.Fence e -> fence(e.server());
            case Effect.Start e -> in(e.server(), member -> start(member, e));
            case Effect.Stop e -> in(e.server(), this::stop);
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

    Member member(ServerId server) {
        return members.computeIfAbsent(server, this::newMember);
    }

    private Member newMember(ServerId server) {
        DatabaseServer found = Objects.requireNonNull(places.get(server), "no place is known");
        LocalPlace place = Objects.requireNonNull(found.local(), "not a server of ours");
        return new Member(ServerSpec.of(wanted(), server, place), config, events, this::known);
    }

    /// Every server that may stream, by the name with which it does.
    private @Nullable ServerId known(String name) {
        return places.keySet().stream()
                .filter(id -> id.value().equals(name))
                .findFirst()
                .orElse(null);
    }

    /// Not in its lane: what waits there waits for the very server that must end.
    private void fence(ServerId server) {
        Member member = member(server);
        var _ = Thread.ofVirtual().name("fence of " + server).start(() -> fence(member, server));
    }

    /// Until it is dead: nothing else may happen before.
    private void fence(Member member, ServerId server) {
        while (!closed) {
            try {
                member.server().fence();
                events.accept(new Event.Fenced(server));
                return;
            } catch (RuntimeException e) {
                note(server, e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void stop(Member member) throws InterruptedException {
        ServerId server = member.id();
        events.accept(new Event.Stopped(server, member.server().stop()));
    }

    private Course course(LocalPlace place, Set<ServerId> names, @Nullable ServerId follow)
            throws IOException {
        return new Course(
                Memories.widest(place.memory(), wanted()),
                names,
                follow == null ? null : member(follow).server().source());
    }

    private void start(Member member, Effect.Start start) {
        try {
            member.start(start.life(), course(start.place(), start.names(), start.follow()));
        } catch (IOException | RuntimeException e) {
            events.accept(new Event.Ended(start.server(), start.life(), e.toString(), true));
        }
    }

    private static void promote(Member member, Effect.Promote promote) throws IOException {
        var now = member.course();
        member.write(new Course(now.memory(), promote.names(), null));
        member.promoting();
        member.administration().promote();
        member.administration().slots(promote.followers());
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
        events.accept(new Event.NamesInForce(names.server(), names.life(), names.names(), lsn));
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
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            }
        }
    }

    private void join(Member member, Effect.Join join) {
        try {
            Member from = member(join.from());
            from.administration().slot(join.server());
            var replicator = wanted().replicator();
            member.server().copy(from.replication(config.secrets().apply(replicator)));
            events.accept(new Event.Joined(join.server()));
        } catch (IOException | RuntimeException e) {
            events.accept(new Event.JoinFailed(join.server(), String.valueOf(e.getMessage())));
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
            events.accept(
                    new Event.Prepared(prepare.server())); // only the pause gets longer without
        }
    }

    private void remove(ServerId server) {
        member(server).server().giveUpCopy();
        in(
                server,
                member -> {
                    var _ = member.server().stop();
                    member.server().delete();
                    members.remove(server);
                    events.accept(new Event.Removed(server));
                    member.close();
                });
    }

    /// Lets go of the servers without touching them.
    void abandon() {
        closed = true;
        members.values().forEach(Member::close);
    }

    /// Stops every server, all at the same time.
    @Override
    public void close() {
        abandon();
        var stops =
                members.values().stream()
                        .map(member -> Thread.ofVirtual().start(member.server()::close))
                        .toList();
        try {
            for (Thread stop : stops) {
                stop.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
