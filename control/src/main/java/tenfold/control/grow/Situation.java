package tenfold.control.grow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tenfold.control.move.Leg;
import tenfold.control.move.Move;
import tenfold.control.move.ServerSize;
import tenfold.control.move.Sizes;
import tenfold.control.move.Tier;
import tenfold.control.move.TierServer;
import tenfold.control.plan.Topology;
import tenfold.control.status.CacheStatus;
import tenfold.model.ClusterReport;
import tenfold.model.DatabaseCluster;
import tenfold.model.ServerId;
import tenfold.model.ServerPart;
import tenfold.model.ServerReport;
import tenfold.model.ServerRole;
import tenfold.model.ServerState;
import tenfold.model.SqlReport;
import tenfold.model.Zone;

/// What a step is planned from: the tier as decided, as reported, and the machine.
///
/// @param sql null while the node does not report, or reports of an older image
/// @param cache null before the edge has reported
/// @param sockets makes the folder for a new server's socket
record Situation(
        Tier tier,
        Collection<Move> moves,
        @Nullable SqlReport sql,
        @Nullable CacheStatus cache,
        Topology topology,
        Room room,
        Sockets sockets) {
    /// Room that a copy must leave on the disk.
    private static final long SPARE_BYTES = 512L << 20;

    /// A primary, its write-ahead log while it is copied, and growth meanwhile.
    private static final double COPY_FACTOR = 1.2;

    /// Makes folders for sockets.
    interface Sockets {
        Path folder(String name) throws IOException;
    }

    Optional<ClusterReport> cluster() {
        return Optional.ofNullable(sql).map(SqlReport::cluster);
    }

    /// The primary as reported, else as decided at first.
    TierServer primary() {
        ServerId id = cluster().map(ClusterReport::primary).orElse(tier.first());
        return tier.server(id).orElse(tier.servers().getFirst());
    }

    Optional<ServerReport> report(ServerId id) {
        return cluster().stream()
                .flatMap(one -> one.servers().stream())
                .filter(one -> one.id().equals(id))
                .findFirst();
    }

    /// Members that follow the primary now, the most advanced first.
    List<ServerId> standbys() {
        return cluster().stream()
                .flatMap(one -> one.servers().stream())
                .filter(one -> one.part() == ServerPart.STANDBY)
                .filter(one -> one.state() == ServerState.RUNNING)
                .sorted((a, b) -> Long.compare(b.receivedLsn(), a.receivedLsn()))
                .map(ServerReport::id)
                .filter(id ->
                        tier.server(id).filter(one -> one.role() == ServerRole.MEMBER).isPresent())
                .toList();
    }

    /// `count` new servers; their numbers are the next that were never used.
    List<TierServer> newServers(int count, Zone zone, ServerRole role) throws IOException {
        var all = new ArrayList<TierServer>();
        for (int number : IntStream.rangeClosed(1, count).toArray()) {
            var id = new ServerId("pg-" + (tier.lastServer() + number));
            Path socket = sockets.folder("run-" + id);
            var size = new ServerSize(id, null, primary().connections());
            all.add(TierServer.local(id, zone, role, socket).sized(size));
        }
        return all;
    }

    /// What every step needs.
    List<Guard> common() {
        var guards = new ArrayList<Guard>();
        Optional<Move> running = moves.stream().filter(Move::runs).findFirst();
        guards.add(
                Guard.of(
                        "no other step",
                        running.isEmpty(),
                        running.map(one -> "step %d (%s) runs".formatted(one.number(), one.words()))
                                .orElse("no other step runs")));
        guards.add(
                Guard.of(
                        "reports",
                        sql != null,
                        sql != null
                                ? "the node reports and has applied the newest image"
                                : "the node has not reported that it works with the newest image"));
        cluster().ifPresent(one -> guards.add(calm(one)));
        return guards;
    }

    private static Guard calm(ClusterReport cluster) {
        if (cluster.primary() == null || cluster.held() != null) {
            String why = cluster.held() == null ? "" : ": " + cluster.held();
            return Guard.of("primary", false, "there is no primary that serves" + why);
        }
        return Guard.of("primary", true, cluster.primary() + " is the primary and serves");
    }

    /// A step that another one's way back stands in the way of.
    Guard wayBack() {
        Optional<Move> kept = moves.stream().filter(Move::keepsWayBack).findFirst();
        return Guard.of(
                "way back",
                kept.isEmpty(),
                kept.map(one ->
                                "step %d (%s) still keeps its way back open"
                                        .formatted(one.number(), one.words()))
                        .orElse("no earlier step keeps its way back open"));
    }

    Guard local() {
        return Guard.of(
                "own server",
                !tier.hasExternal(),
                tier.hasExternal()
                        ? "the database runs on a server that is not Tenfold's; its owner grows it"
                        : "the database runs on this machine");
    }

    Guard servers(int more) {
        int all = tier.servers().size() + more;
        return Guard.of(
                "servers",
                all <= DatabaseCluster.SERVERS_MAX,
                "%d servers of at most %d".formatted(all, DatabaseCluster.SERVERS_MAX));
    }

    /// Whether `copies` of the primary's data have room where `folder` is.
    Guard disk(Path folder, int copies) {
        try {
            long size = room.usedBytes(topology.folder(primary()));
            long needed = (long) (size * COPY_FACTOR * copies) + SPARE_BYTES;
            long free = room.freeBytes(folder);
            String words =
                    "%s free on the disk of %s, %s needed"
                            .formatted(Sizes.of(free), parent(folder), Sizes.of(needed));
            return Guard.of("disk", free >= needed, words);
        } catch (IOException e) {
            return Guard.of("disk", false, "the disk cannot be looked at: " + e);
        }
    }

    private static Path parent(Path folder) {
        Path parent = folder.getParent();
        return Files.isDirectory(folder) || parent == null ? folder : parent;
    }

    /// Whether all servers' buffers leave room for everything else.
    Guard memory(List<TierServer> after) {
        long sum =
                after.stream()
                        .filter(one -> one.external() == null)
                        .mapToLong(one -> topology.memory(one).sharedBuffersMib())
                        .sum();
        long most = Budget.of(room.memoryMib());
        return Guard.of(
                "memory",
                sum <= most,
                "%d MB for the buffers of all servers, of at most %d MB (machine: %d MB)"
                        .formatted(sum, most, room.memoryMib()));
    }

    /// The way a step is begun: who it adds is in the tier.
    static List<ServerId> ids(List<TierServer> servers) {
        return servers.stream().map(TierServer::id).toList();
    }

    /// Legs that bring new servers and prove that they are copies.
    static List<Leg> bring(List<TierServer> servers) {
        var legs = new ArrayList<Leg>();
        legs.add(new Leg.Add(servers));
        legs.add(new Leg.Follow(ids(servers)));
        ids(servers).forEach(id -> legs.add(new Leg.Compare(id)));
        return legs;
    }
}
