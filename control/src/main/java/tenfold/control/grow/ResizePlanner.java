package tenfold.control.grow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tenfold.control.manifest.Quantity;
import tenfold.control.move.Leg;
import tenfold.control.move.ServerSize;
import tenfold.control.move.Step;
import tenfold.control.move.TierServer;
import tenfold.model.ServerId;
import tenfold.model.ServerMemory;
import tenfold.model.ServerReport;
import tenfold.model.ServerRole;
import tenfold.model.manifest.DatabaseManifest;

/// Plans another size of all servers: by a switch to one that has it, or by a start of the only
/// one.
record ResizePlanner(Situation now) {
    /// `forMachine` gives a server's memory to PostgreSQL's buffers and the kernel's.
    static final double MACHINE_SHARE = 0.75;

    private static final int MEMORY_MIN = 64;

    /// What each size is to be; null leaves it.
    private record Wish(@Nullable Integer memory, @Nullable Integer connections) {
        TierServer of(TierServer one) {
            return one.sized(
                    new ServerSize(
                            one.id(),
                            memory == null ? one.memoryMib() : memory,
                            connections == null ? one.connections() : connections));
        }

        String arguments() {
            return (memory == null ? "" : " --memory " + memory + "MB")
                    + (connections == null ? "" : " --connections " + connections);
        }
    }

    StepPlan plan(Arguments arguments) throws GrowthRefused, IOException {
        arguments.allow(Set.of("memory", "connections", "restart"));
        Wish wish = wish(arguments);
        boolean restart = arguments.flag("restart");
        List<ServerId> standbys = now.standbys();
        List<TierServer> added =
                restart || !standbys.isEmpty()
                        ? List.of()
                        : now.newServers(1, now.primary().zone(), ServerRole.MEMBER).stream()
                                .map(one -> one.withMemory(now.primary().memoryMib()))
                                .map(wish::of)
                                .toList();
        List<TierServer> after = new ArrayList<>();
        now.tier().servers().forEach(one -> after.add(wish.of(one)));
        after.addAll(added);
        var guards = new ArrayList<>(List.of(now.wayBack(), now.local(), other(after)));
        if (wish.memory() != null) {
            guards.add(fits(wish.memory()));
        }
        guards.add(now.memory(after));
        if (restart) {
            guards.add(alone());
        }
        if (!added.isEmpty()) {
            guards.add(now.servers(1));
            guards.add(now.disk(now.topology().folder(added.getFirst()), 1));
        }
        return new StepPlan(
                Step.RESIZE,
                "resize" + wish.arguments() + (restart ? " --restart" : ""),
                restart ? List.of(sized(everybody(), wish)) : legs(added, wish),
                guards,
                effect(after),
                cost(restart, added, standbys),
                added.isEmpty() ? Planner.UNDO : Planner.UNDO + " (until `tenfold complete`)",
                now.tier().lastServer() + added.size(),
                0,
                null);
    }

    private static Wish wish(Arguments arguments) throws GrowthRefused {
        String text = arguments.find("memory").orElse("");
        Integer memory = text.isEmpty() ? null : (int) Quantity.mebibytes(text).orElse(0);
        Integer connections = null;
        if (arguments.find("connections").isPresent()) {
            connections = arguments.number("connections", 1, DatabaseManifest.CONNECTIONS_MAX, 0);
        }
        boolean nothing = memory == null && connections == null;
        if (nothing || (memory != null && memory < MEMORY_MIN)) {
            throw GrowthRefused.argument(
                    "say how much: --memory 512MB or more, such as 2GB, or --connections 100, or"
                            + " both; not '"
                            + text
                            + "'");
        }
        return new Wish(memory, connections);
    }

    private String effect(List<TierServer> after) {
        var memory = now.topology().memory(after.getFirst());
        return "Buffers of %d MB of its own for each server, and at most %d connections to it from the"
                        .formatted(memory.sharedBuffersMib(), now.topology().connections(after))
                + " gateway.";
    }

    private List<Leg> legs(List<TierServer> added, Wish wish) {
        TierServer primary = now.primary();
        List<TierServer> others =
                everybody().stream().filter(one -> !one.id().equals(primary.id())).toList();
        var legs = new ArrayList<Leg>();
        if (!added.isEmpty()) {
            legs.addAll(Situation.bring(added));
            legs.add(new Leg.Switch(added.getFirst().id()));
            if (!others.isEmpty()) {
                legs.add(sized(others, wish));
            }
            if (wish.connections() != null) {
                // It stays as the way back, and must take what its successor does.
                legs.add(sized(List.of(primary), new Wish(null, wish.connections())));
            }
            return legs;
        }
        legs.add(sized(others, wish));
        legs.add(new Leg.Follow(Situation.ids(others)));
        now.standbys().stream().findFirst().ifPresent(id -> legs.add(new Leg.Switch(id)));
        legs.add(sized(List.of(primary), wish));
        legs.add(new Leg.Follow(List.of(primary.id())));
        return legs;
    }

    private static Leg sized(List<TierServer> servers, Wish wish) {
        return new Leg.Resize(servers.stream().map(wish::of).map(TierServer::size).toList());
    }

    private List<TierServer> everybody() {
        return now.tier().servers();
    }

    private String cost(boolean restart, List<TierServer> added, List<ServerId> standbys) {
        if (restart) {
            return "The database starts again: statements wait for about %s, and longer after many"
                            .formatted(seconds())
                    + " unsaved changes; open transactions end.";
        }
        if (!added.isEmpty()) {
            return "A second copy and its memory until `tenfold complete`; new transactions wait for"
                    + " a moment at the switch.";
        }
        return standbys.size() > 1
                ? "Each server starts again in turn; new transactions wait for a moment at the"
                        + " switch."
                : "Each server starts again in turn; with only one standby, commits wait while it"
                        + " starts, twice, usually a second or two.";
    }

    /// A stop takes as long as a start at most, because what is unsaved is saved before.
    private String seconds() {
        long start = now.report(now.primary().id()).map(ServerReport::startMillis).orElse(0L);
        return start == 0
                ? "some seconds"
                : String.format(
                        Locale.ROOT,
                        "%d s (its last start took %.1f s)",
                        (2 * start + 999) / 1000,
                        start / 1e3);
    }

    private Guard other(List<TierServer> after) {
        ServerMemory before = now.topology().memory(now.primary());
        boolean same = sizes(everybody()).equals(sizes(after));
        return Guard.of(
                "something to do",
                !same,
                same
                        ? "every server has %d MB of buffers already, and takes %d connections"
                                .formatted(
                                        before.sharedBuffersMib(),
                                        now.topology().connections(everybody()))
                        : "the size of servers changes");
    }

    private Set<ServerMemory> sizes(List<TierServer> servers) {
        return servers.stream().map(now.topology()::memory).collect(Collectors.toSet());
    }

    private Guard fits(int memory) {
        long most = (long) (now.room().memoryMib() * MACHINE_SHARE);
        return Guard.of(
                "machine",
                memory <= most,
                "%d MB of at most %d MB on this machine".formatted(memory, most));
    }

    private Guard alone() {
        boolean alone = now.tier().servers().size() == 1;
        return Guard.of(
                "alone",
                alone,
                alone
                        ? "there is one server, which can be started again"
                        : "with several servers a switch is better than a restart: leave --restart"
                                + " out");
    }
}
