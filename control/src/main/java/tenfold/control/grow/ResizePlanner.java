package tenfold.control.grow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tenfold.control.manifest.Quantity;
import tenfold.control.move.Leg;
import tenfold.control.move.Step;
import tenfold.control.move.TierServer;
import tenfold.model.ServerId;
import tenfold.model.ServerReport;
import tenfold.model.ServerRole;

/// Plans another size of all servers: by a switch to one that has it, or by a start of the only
/// one.
record ResizePlanner(Situation now) {
    /// `forMachine` gives a server's memory to PostgreSQL's buffers and the kernel's.
    static final double MACHINE_SHARE = 0.75;

    StepPlan plan(Arguments arguments) throws GrowthRefused, IOException {
        arguments.allow(Set.of("memory", "restart"));
        String text = arguments.find("memory").orElse("");
        int memory = (int) Quantity.mebibytes(text).orElse(0);
        if (memory < 64) {
            throw GrowthRefused.argument(
                    "say how much: --memory 512MB or more, such as 2GB; not '" + text + "'");
        }
        boolean restart = arguments.flag("restart");
        List<ServerId> standbys = now.standbys();
        List<TierServer> added =
                restart || !standbys.isEmpty()
                        ? List.of()
                        : now.newServers(1, now.primary().zone(), ServerRole.MEMBER).stream()
                                .map(one -> one.withMemory(memory))
                                .toList();
        List<TierServer> after = new ArrayList<>();
        now.tier().servers().forEach(one -> after.add(one.withMemory(memory)));
        after.addAll(added);
        var guards =
                new ArrayList<>(List.of(now.wayBack(), now.local(), other(memory), fits(memory)));
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
                "resize --memory " + text + (restart ? " --restart" : ""),
                restart ? List.of(new Leg.Resize(everybody(), memory)) : legs(added, memory),
                guards,
                "Each server has %d MB for its data, %d MB of it as buffers of its own."
                        .formatted(
                                memory,
                                now.topology()
                                        .memory(now.primary().withMemory(memory))
                                        .sharedBuffersMib()),
                cost(restart, added, standbys),
                added.isEmpty() ? Planner.UNDO : Planner.UNDO + " (until `tenfold complete`)",
                now.tier().lastServer() + added.size(),
                0,
                null);
    }

    private List<Leg> legs(List<TierServer> added, int memory) {
        ServerId primary = now.primary().id();
        List<ServerId> others = everybody().stream().filter(id -> !id.equals(primary)).toList();
        var legs = new ArrayList<Leg>();
        if (!added.isEmpty()) {
            legs.addAll(Situation.bring(added));
            legs.add(new Leg.Switch(added.getFirst().id()));
            if (!others.isEmpty()) {
                legs.add(new Leg.Resize(others, memory));
            }
            return legs;
        }
        legs.add(new Leg.Resize(others, memory));
        legs.add(new Leg.Follow(others));
        now.standbys().stream().findFirst().ifPresent(id -> legs.add(new Leg.Switch(id)));
        legs.add(new Leg.Resize(List.of(primary), memory));
        legs.add(new Leg.Follow(List.of(primary)));
        return legs;
    }

    private List<ServerId> everybody() {
        return Situation.ids(now.tier().servers());
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

    private Guard other(int memory) {
        Set<Integer> present =
                now.tier().servers().stream()
                        .map(one -> now.topology().memory(one).sharedBuffersMib())
                        .collect(Collectors.toSet());
        int wanted = now.topology().memory(now.primary().withMemory(memory)).sharedBuffersMib();
        boolean same = present.equals(Set.of(wanted));
        return Guard.of(
                "something to do",
                !same,
                same
                        ? "every server has %d MB of buffers already".formatted(wanted)
                        : "buffers change to %d MB".formatted(wanted));
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
