package tenfold.control.release;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.control.problem.ProblemCode;
import tenfold.model.EdgeReport;
import tenfold.model.FleetReport;
import tenfold.model.InstanceId;
import tenfold.model.NodeReport;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ServiceManifest;

/// Begins, carries on, completes and takes back deployments. Not thread-safe: called under
/// control's one lock.
public final class Releases {
    private static final int TEXT_MAX = 500;

    private final ReleaseWorld world;
    private final Map<Long, Rollout> rollouts = new HashMap<>();

    /// Goes on with what was interrupted.
    public Releases(ReleaseWorld world) {
        this.world = world;
        for (Deployment one : world.web().history()) {
            if (one.runs()) {
                rollouts.put(one.release(), Rollout.of(one));
            }
        }
    }

    /// Who asks for something, and why.
    public record Asked(String who, String why) {
        public Asked {
            who = cut(who.isBlank() ? "somebody" : who);
            why = cut(why);
        }

        private static String cut(String text) {
            String line = text.replaceAll("[\\p{Cntrl}]+", " ").strip();
            return line.length() <= TEXT_MAX ? line : line.substring(0, TEXT_MAX);
        }
    }

    /// Releases what is in the application's folder now.
    public DeploymentView deploy(Asked asked, Instant now) throws IOException, ReleaseRefused {
        requireCalm();
        Manifest manifest = world.read();
        requireNoFixedPorts(manifest);
        requireNoFixedPorts(world.first().manifest());
        Release before = serving();
        long number = world.web().last() + 1;
        var release = new Release(number, world.folder(number), !before.second(), manifest);
        RolloutPlan plan = RolloutPlan.of(manifest.release(), startMax(manifest));
        return begin(before, release, number, asked, plan, now);
    }

    /// Brings back an older version: at once while its instances still run, else by a start from
    /// its kept files. `wanted` is a release's number, null for the one before.
    public DeploymentView rollback(@Nullable Long wanted, Asked asked, Instant now)
            throws IOException, ReleaseRefused {
        Optional<Deployment> newest = world.web().newest();
        Rollout running = newest.map(one -> rollouts.get(one.release())).orElse(null);
        if (newest.isPresent()
                && running != null
                && (wanted == null || wanted == newest.get().from())) {
            String reason =
                    "rolled back by %s%s"
                            .formatted(
                                    asked.who(), asked.why().isEmpty() ? "" : ": " + asked.why());
            Rollout back =
                    running.rollback(reason, now)
                            .orElseThrow(() ->
                                    new ReleaseRefused(
                                            ProblemCode.RELEASE_RUNS,
                                            "release %d is on its way to its end: %s"
                                                    .formatted(
                                                            newest.get().release(),
                                                            newest.get().phase())));
            apply(running, back);
            return view(back.deployment(), now);
        }
        return restart(wanted, asked, now);
    }

    private DeploymentView restart(@Nullable Long wanted, Asked asked, Instant now)
            throws IOException, ReleaseRefused {
        requireCalm();
        Release old =
                wanted == null ? world.web().previous() : world.web().release(wanted).orElse(null);
        Release before = serving();
        if (old == null || old.number() == before.number() || old.number() == Release.FIRST) {
            throw new ReleaseRefused(
                    ProblemCode.NOTHING_TO_ROLL_BACK,
                    wanted == null
                            ? "no earlier release is kept"
                            : "the files of release %d are not kept, or it is the one that serves"
                                    .formatted(wanted));
        }
        long number = world.web().last() + 1;
        var release = new Release(number, old.folder(), !before.second(), old.manifest());
        RolloutPlan plan =
                RolloutPlan.of(old.manifest().release(), startMax(old.manifest())).atOnce();
        return begin(before, release, old.number(), asked, plan, now);
    }

    private DeploymentView begin(
            Release before, Release release, long files, Asked asked, RolloutPlan plan, Instant now)
            throws IOException, ReleaseRefused {
        world.assignPorts(release);
        if (world.web().release(before.number()).isEmpty()) {
            world.add(before);
        }
        world.add(release);
        complete(now);
        var deployment =
                new Deployment(
                        release.number(),
                        before.number(),
                        files,
                        asked.who(),
                        asked.why(),
                        plan,
                        Phase.WAIT,
                        0,
                        now,
                        now,
                        null);
        world.decide(deployment);
        rollouts.put(release.number(), Rollout.of(deployment));
        return view(deployment, now);
    }

    /// Gives up the version that is kept; empty when none is.
    public Optional<DeploymentView> complete(Instant now) throws IOException {
        for (Rollout one : List.copyOf(rollouts.values())) {
            Optional<Rollout> next = one.complete(now);
            if (next.isPresent()) {
                apply(one, next.get());
                return Optional.of(view(next.get().deployment(), now));
            }
        }
        return Optional.empty();
    }

    /// Hears of the node, and carries on what runs. Reports count only when the node works with the
    /// newest image.
    public void accept(NodeReport report, Instant now) throws IOException {
        FleetReport fleet = report.fleet();
        EdgeReport edge = report.edge();
        if (fleet == null || edge == null) {
            return;
        }
        for (Rollout one : List.copyOf(rollouts.values())) {
            long version = world.imageVersion();
            if (fleet.imageVersion() < version || edge.imageVersion() < version) {
                return;
            }
            Deployment deployment = one.deployment();
            var seen =
                    new Observation(fleet, edge, ids(deployment.from()), ids(deployment.release()));
            boolean waits =
                    rollouts.keySet().stream().anyMatch(other -> other < deployment.release());
            apply(one, one.on(seen, waits, now));
        }
    }

    private Set<InstanceId> ids(long release) {
        return world.instances(world.web().release(release).orElseGet(world::first));
    }

    /// Recorded first: what is not in the journal has not happened.
    private void apply(Rollout before, Rollout after) throws IOException {
        Deployment deployment = after.deployment();
        if (!deployment.equals(before.deployment())) {
            world.decide(deployment);
        }
        if (deployment.runs()) {
            rollouts.put(deployment.release(), after);
        } else {
            rollouts.remove(deployment.release());
            world.deleteUnused();
        }
    }

    private Release serving() {
        return world.web().release(world.web().serving()).orElseGet(world::first);
    }

    private void requireCalm() throws ReleaseRefused {
        for (Rollout one : rollouts.values()) {
            Deployment deployment = one.deployment();
            if (deployment.phase() != Phase.KEEP) {
                throw new ReleaseRefused(
                        ProblemCode.RELEASE_RUNS,
                        "release %d is in its phase %s"
                                .formatted(deployment.release(), deployment.phase()));
            }
        }
    }

    private static void requireNoFixedPorts(Manifest manifest) throws ReleaseRefused {
        for (ServiceManifest service : manifest.services()) {
            if (service.port() != null) {
                throw new ReleaseRefused(
                        ProblemCode.RELEASE_FIXED_PORT,
                        "service %s has the fixed port %d: two versions cannot listen on it"
                                .formatted(service.name(), service.port()));
            }
        }
    }

    private static Duration startMax(Manifest manifest) {
        Duration longest =
                manifest.services().stream()
                        .map(ServiceManifest::startTimeout)
                        .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
        return longest.plusSeconds(30);
    }

    /// Every deployment that is remembered, the newest first.
    public List<DeploymentView> history(Instant now) {
        var all = new ArrayList<DeploymentView>();
        world.web().history().forEach(one -> all.addFirst(view(one, now)));
        return all;
    }

    /// The newest deployment.
    public Optional<DeploymentView> newest(Instant now) {
        return world.web().newest().map(one -> view(one, now));
    }

    private DeploymentView view(Deployment one, Instant now) {
        Rollout running = rollouts.get(one.release());
        return DeploymentView.of(one, world.web(), running == null ? "" : running.words(), now);
    }
}
