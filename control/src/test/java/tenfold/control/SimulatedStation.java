package tenfold.control;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tenfold.model.ClusterReport;
import tenfold.model.CompareWish;
import tenfold.model.ComparisonReport;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.Durability;
import tenfold.model.LatencySummary;
import tenfold.model.LoadReport;
import tenfold.model.MoveReport;
import tenfold.model.MoveWish;
import tenfold.model.Protection;
import tenfold.model.ReadsReport;
import tenfold.model.ServerId;
import tenfold.model.ServerPart;
import tenfold.model.ServerReport;
import tenfold.model.ServerRole;
import tenfold.model.ServerState;
import tenfold.model.SqlReport;
import tenfold.model.SwitchReport;
import tenfold.model.SwitchWish;
import tenfold.model.TroublesReport;
import tenfold.model.Zone;

/// What an SQL station would make of images, one tick at a time, with faults when asked. It notes
/// what control must never ask of it.
public final class SimulatedStation {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final long SIZE = 100L << 20;

    /// Chances of a hundred that something goes wrong when it could.
    public record Faults(int copy, int compare, int toSwitch, int failover) {
        public static final Faults NONE = new Faults(0, 0, 0, 0);
    }

    private static final class Server {
        final Zone zone;
        ServerRole role;
        long copied;
        long pid;
        long lag;
        @Nullable Object memory;
        boolean stuck;

        Server(DatabaseServer server, long pid) {
            zone = server.zone();
            role = server.role();
            this.pid = pid;
            memory = server.local() == null ? null : server.local().memory();
        }
    }

    /// What control must never ask for, in words.
    public final List<String> violations = new ArrayList<>();

    private final Random random;
    private final Faults faults;
    private final Map<ServerId, Server> servers = new TreeMap<>((a, b) -> key(a).compareTo(key(b)));
    private final List<SwitchReport> switches = new ArrayList<>();
    private DatabaseCluster wanted;
    private long version;
    private long epoch = 1;
    private @Nullable ServerId primary;
    private long pids = 100;
    private long lastSwitch;
    private int switching;
    private @Nullable ComparisonReport comparison;
    private @Nullable MoveReport move;
    private @Nullable ServerId beforeMove;
    private long statements;

    public SimulatedStation(long version, DatabaseCluster cluster, Random random, Faults faults) {
        this.random = random;
        this.faults = faults;
        this.wanted = cluster;
        this.version = version;
        primary = cluster.first();
        for (DatabaseServer one : cluster.servers()) {
            var server = new Server(one, pids++);
            server.copied = SIZE;
            servers.put(one.id(), server);
        }
    }

    private static String key(ServerId id) {
        return "%20s".formatted(id.value());
    }

    /// Takes a newer image; an older one is refused.
    public void apply(long newVersion, DatabaseCluster cluster) {
        if (newVersion < version) {
            violations.add("image " + newVersion + " after " + version);
            return;
        }
        version = newVersion;
        wanted = cluster;
        for (DatabaseServer one : cluster.servers()) {
            Server known = servers.computeIfAbsent(one.id(), _ -> new Server(one, pids++));
            known.role = one.role();
            Object memory = one.local() == null ? null : one.local().memory();
            if (!Objects.equals(memory, known.memory)) {
                known.memory = memory;
                known.pid = pids++;
            }
        }
        for (ServerId id : List.copyOf(servers.keySet())) {
            if (cluster.server(id).isEmpty()) {
                leave(id);
            }
        }
    }

    private void leave(ServerId id) {
        boolean adopted = wanted.servers().size() == 1 && beforeMove != null;
        if (id.equals(primary) && !adopted) {
            violations.add("the primary " + id + " was to be removed");
            return;
        }
        servers.remove(id);
    }

    /// Some time passes.
    public void tick() {
        statements += 10;
        servers.forEach((id, server) -> copy(server));
        if (switching > 0 && --switching == 0) {
            switches.add(measured(switches.removeLast()));
        }
        wish();
        compare();
        advanceMove();
        if (happens(faults.failover()) && switching == 0) {
            failOver();
        }
    }

    private void copy(Server server) {
        if (server.copied < SIZE && !server.stuck) {
            server.stuck = happens(faults.copy());
            server.copied = Math.min(SIZE, server.copied + SIZE / 3);
            server.lag = 4 << 20;
        } else {
            server.lag = Math.max(0, server.lag - (2 << 20));
        }
    }

    private void wish() {
        SwitchWish wish = wanted.switchWish();
        ServerId from = primary;
        if (wish == null || wish.number() <= lastSwitch || from == null || switching > 0) {
            return;
        }
        lastSwitch = wish.number();
        if (wish.target().equals(from)) {
            return;
        }
        Server target = servers.get(wish.target());
        boolean able = target != null && joined(target) && target.role == ServerRole.MEMBER;
        boolean fails = happens(faults.toSwitch());
        if (able && !fails) {
            epoch++;
            primary = wish.target();
            switching = 2;
        }
        switches.add(
                new SwitchReport(
                        wish.number(),
                        false,
                        epoch,
                        from,
                        wish.target(),
                        START,
                        "asked for",
                        512,
                        0,
                        7,
                        0,
                        able && !fails ? null : "the target does not answer"));
    }

    /// The pause is known when it is over.
    private static SwitchReport measured(SwitchReport report) {
        return new SwitchReport(
                report.wish(),
                report.automatic(),
                report.epoch(),
                report.from(),
                report.to(),
                report.at(),
                report.reason(),
                report.lagBytes(),
                80,
                report.held(),
                report.ended(),
                report.problem());
    }

    private void compare() {
        CompareWish wish = wanted.compareWish();
        if (wish == null || (comparison != null && comparison.wish() == wish.number())) {
            return;
        }
        boolean fails = happens(faults.compare());
        comparison =
                new ComparisonReport(
                        wish.number(),
                        wish.server(),
                        true,
                        12,
                        150_000,
                        fails ? List.of("public.users") : List.of(),
                        4,
                        null);
    }

    private void failOver() {
        for (var one : servers.entrySet()) {
            boolean fit = one.getValue().role == ServerRole.MEMBER && joined(one.getValue());
            if (fit && !one.getKey().equals(primary) && wanted.durability() != Durability.SINGLE) {
                epoch++;
                primary = one.getKey();
                return;
            }
        }
    }

    private void advanceMove() {
        MoveWish wish = wanted.moveWish();
        if (wish == null) {
            return;
        }
        MoveReport now = move;
        MoveReport.Phase phase =
                now == null || now.wish() != wish.number()
                        ? MoveReport.Phase.CHECKING
                        : next(now.phase(), wish.goal());
        if (phase == MoveReport.Phase.REVERSIBLE && beforeMove == null) {
            beforeMove = primary;
            primary = wish.target().id();
            epoch++;
        }
        if (phase == MoveReport.Phase.BACK && beforeMove != null) {
            primary = beforeMove;
            beforeMove = null;
            epoch++;
        }
        boolean fails = phase == MoveReport.Phase.COPYING && happens(faults.copy());
        var compared =
                new ComparisonReport(
                        wish.number(), wish.target().id(), true, 12, 150_000, List.of(), 4, null);
        move =
                new MoveReport(
                        wish.number(),
                        phase,
                        12,
                        phase == MoveReport.Phase.COPYING ? 6 : 12,
                        75_000,
                        150_000,
                        100,
                        phase == MoveReport.Phase.FOLLOWING ? compared : null,
                        fails ? List.of("table users has no key") : List.of());
    }

    private static MoveReport.Phase next(MoveReport.Phase now, MoveWish.Goal goal) {
        return switch (goal) {
            case FOLLOW ->
                    switch (now) {
                        case CHECKING -> MoveReport.Phase.COPYING;
                        case COPYING, FOLLOWING -> MoveReport.Phase.FOLLOWING;
                        case SWITCHING, REVERSIBLE, COMPLETE, BACK -> now;
                    };
            case SWITCH -> MoveReport.Phase.REVERSIBLE;
            case BACK -> MoveReport.Phase.BACK;
            case COMPLETE -> MoveReport.Phase.COMPLETE;
        };
    }

    private static boolean joined(Server server) {
        return server.copied >= SIZE;
    }

    private boolean happens(int chance) {
        return random.nextInt(100) < chance;
    }

    public @Nullable ServerId primary() {
        return primary;
    }

    public SqlReport report() {
        List<ServerReport> all = new ArrayList<>();
        servers.forEach((id, server) -> all.add(report(id, server)));
        return new SqlReport(
                version,
                List.of(),
                new ClusterReport(
                        epoch,
                        primary,
                        protection(),
                        switching > 0 ? "switching" : null,
                        all,
                        switches,
                        comparison,
                        move),
                null,
                5,
                0,
                1,
                1,
                0,
                statements,
                statements,
                0,
                TroublesReport.NONE,
                ReadsReport.NONE,
                LoadReport.NONE,
                LatencySummary.NONE);
    }

    private Protection protection() {
        if (wanted.durability() == Durability.SINGLE) {
            return Protection.NONE_WANTED;
        }
        boolean safe =
                servers.entrySet().stream()
                        .anyMatch(one ->
                                !one.getKey().equals(primary)
                                        && one.getValue().role == ServerRole.MEMBER
                                        && joined(one.getValue()));
        return safe ? Protection.PROTECTED : Protection.WRITES_WAIT;
    }

    private ServerReport report(ServerId id, Server server) {
        ServerPart part = ServerPart.JOINING;
        if (id.equals(primary)) {
            part = ServerPart.PRIMARY;
        } else if (joined(server)) {
            part = server.role == ServerRole.REPLICA ? ServerPart.REPLICA : ServerPart.STANDBY;
        }
        return new ServerReport(
                id,
                server.zone,
                part,
                part == ServerPart.JOINING ? ServerState.PREPARING : ServerState.RUNNING,
                START,
                "as simulated",
                server.pid,
                0,
                900,
                joined(server),
                part == ServerPart.STANDBY,
                1000,
                1000,
                server.lag,
                0,
                server.copied,
                SIZE);
    }
}
