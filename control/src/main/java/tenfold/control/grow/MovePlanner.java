package tenfold.control.grow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.control.move.Leg;
import tenfold.control.move.Step;
import tenfold.control.move.TierServer;
import tenfold.model.ExternalPlace;
import tenfold.model.MoveWish;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.model.ServerRole;
import tenfold.model.Zone;

/// Plans the move of the primary: physically to another folder, logically to another PostgreSQL.
record MovePlanner(Situation now) {
    private static final Zone OUTSIDE = new Zone("outside");

    StepPlan plan(Arguments arguments) throws GrowthRefused, IOException {
        arguments.allow(Set.of("to", "password"));
        Optional<String> to = arguments.find("to");
        if (to.isEmpty()) {
            throw GrowthRefused.argument("say where: --to FOLDER or --to postgres://...");
        }
        var id = new ServerId("pg-" + (now.tier().lastServer() + 1));
        var secret = new SecretRef(id + "-external");
        return switch (Destination.of(to.get(), secret)) {
            case Destination.Folder(Path folder) -> toFolder(folder);
            case Destination.Elsewhere(ExternalPlace place) ->
                    elsewhere(id, place, to.get(), arguments.find("password").orElse(null));
        };
    }

    private StepPlan toFolder(Path folder) throws IOException {
        TierServer primary = now.primary();
        List<TierServer> added =
                now.newServers(1, primary.zone(), ServerRole.MEMBER).stream()
                        .map(one -> one.withFolder(folder).withMemory(primary.memoryMib()))
                        .toList();
        var legs = new ArrayList<>(Situation.bring(added));
        legs.add(new Leg.Switch(added.getFirst().id()));
        return new StepPlan(
                Step.MOVE,
                "move --to " + folder,
                legs,
                List.of(
                        now.wayBack(),
                        now.local(),
                        now.servers(1),
                        place(folder),
                        now.disk(folder, 1),
                        now.memory(Planner.together(now.tier().servers(), added))),
                "The primary runs from %s; addresses stay what they are.".formatted(folder),
                "A second copy and the memory of one more server until `tenfold complete`; new"
                        + " transactions wait for a moment at the switch.",
                Planner.UNDO + " (until `tenfold complete`)",
                now.tier().lastServer() + 1,
                0,
                null);
    }

    private Guard place(Path folder) throws IOException {
        for (TierServer server : now.tier().servers()) {
            Path taken = now.topology().folder(server);
            if (folder.startsWith(taken) || taken.startsWith(folder)) {
                return Guard.of("folder", false, folder + " is in the place of " + server.id());
            }
        }
        if (!Files.exists(folder)) {
            return Guard.of("folder", true, folder + " does not exist yet and will be made");
        }
        if (!Files.isDirectory(folder)) {
            return Guard.of("folder", false, folder + " is no folder");
        }
        try (var files = Files.list(folder)) {
            boolean empty = files.findAny().isEmpty();
            return Guard.of("folder", empty, folder + (empty ? " is empty" : " is not empty"));
        }
    }

    private StepPlan elsewhere(
            ServerId id, ExternalPlace place, String url, @Nullable String password) {
        TierServer target = TierServer.external(id, OUTSIDE, place);
        var guards = new ArrayList<>(List.of(now.wayBack(), now.local()));
        guards.add(
                Guard.of(
                        "password",
                        password != null && !password.isEmpty(),
                        password == null || password.isEmpty()
                                ? "the password of %s at %s is missing"
                                        .formatted(place.user(), place.host())
                                : "the password is kept as the secret " + place.password()));
        guards.add(
                Guard.of(
                        "other server",
                        true,
                        "version, rights, room and every table are looked at first, before anything"
                                + " is copied"));
        return new StepPlan(
                Step.MOVE,
                "move --to " + url,
                List.of(
                        new Leg.Logical(target, MoveWish.Goal.FOLLOW),
                        new Leg.Logical(target, MoveWish.Goal.SWITCH)),
                guards,
                "The database runs on %s:%d; addresses stay what they are."
                        .formatted(place.host(), place.port()),
                "Every row is read once from the primary; new transactions wait for a moment at the"
                        + " switch. The old servers stay until `tenfold complete`, and then go.",
                Planner.UNDO + " (until `tenfold complete`)",
                now.tier().lastServer() + 1,
                0,
                password == null
                        ? null
                        : new StepPlan.Password(place.password().value(), password));
    }
}
