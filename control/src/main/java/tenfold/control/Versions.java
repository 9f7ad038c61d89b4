package tenfold.control;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tenfold.control.plan.Decision;
import tenfold.control.plan.Framework;
import tenfold.control.plan.Preparation;
import tenfold.control.plan.Topology;
import tenfold.control.problem.ProblemCode;
import tenfold.control.problem.Refusal;
import tenfold.control.release.Deployment;
import tenfold.control.release.Release;
import tenfold.control.release.ReleaseRefused;
import tenfold.control.release.ReleaseWorld;
import tenfold.control.release.WebTier;
import tenfold.model.InstanceId;
import tenfold.model.InstanceSpec;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ManifestReading;
import tenfold.model.manifest.Problem;
import tenfold.model.manifest.ServiceManifest;

/// The application's versions on this machine: the folder that they come from, the folders that
/// they go to, and the journal that says which of them run.
final class Versions implements ReleaseWorld {
    /// How the rest of control hears of a decision.
    interface Journal {
        void record(Decision decision) throws IOException;

        /// Records, and publishes the image that follows.
        void decide(Decision decision) throws IOException;

        long imageVersion();
    }

    private final ControlConfig config;
    private final Preparation preparation;
    private final Supplier<Topology> topology;
    private final Journal journal;

    Versions(
            ControlConfig config,
            Preparation preparation,
            Supplier<Topology> topology,
            Journal journal) {
        this.config = config;
        this.preparation = preparation;
        this.topology = topology;
        this.journal = journal;
    }

    @Override
    public WebTier web() {
        return topology.get().decisions().web();
    }

    @Override
    public long imageVersion() {
        return journal.imageVersion();
    }

    @Override
    public Release first() {
        Release first = topology.get().first();
        return new Release(
                first.number(),
                first.folder(),
                first.second(),
                withFrameworks(first.manifest(), config.applicationFolder()));
    }

    @Override
    public Manifest read() throws ReleaseRefused {
        return switch (Manifests.read(config.applicationFolder(), config.commandAfterDashes())) {
            case ManifestReading.Loaded(Manifest manifest, _) ->
                    withFrameworks(manifest, config.applicationFolder());
            case ManifestReading.Invalid(var problems) ->
                    throw new ReleaseRefused(
                            ProblemCode.RELEASE_MANIFEST,
                            problems.stream()
                                    .map(Versions::words)
                                    .collect(Collectors.joining("; ")));
        };
    }

    private static String words(Problem problem) {
        String place = problem.place().isEmpty() ? "" : "tenfold.yaml:" + problem.place() + " ";
        return problem.code() + " " + place + problem.message();
    }

    private static Manifest withFrameworks(Manifest manifest, Path folder) {
        List<ServiceManifest> services =
                manifest.services().stream()
                        .map(service -> service.withSets(sets(folder, service)))
                        .toList();
        return manifest.withServices(services);
    }

    private static List<String> sets(Path folder, ServiceManifest service) {
        return Framework.in(folder, service.environmentSets()).stream()
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private Path folders() {
        return config.dataFolder().resolve("releases");
    }

    @Override
    public Path folder(long release) {
        return folders().resolve(Long.toString(release));
    }

    @Override
    public void assignPorts(Release release) throws IOException, ReleaseRefused {
        DataFolder.folder(folders(), "rwx--x--x");
        try {
            preparation.ports(release);
        } catch (Refusal e) {
            throw new ReleaseRefused(
                    ProblemCode.RELEASE_MANIFEST,
                    e.problems().stream().map(Versions::words).collect(Collectors.joining("; ")));
        }
    }

    @Override
    public Set<InstanceId> instances(Release release) {
        return topology.get().instances(release).stream()
                .map(InstanceSpec::id)
                .collect(toUnmodifiableSet());
    }

    @Override
    public void add(Release release) throws IOException {
        deleteUnused(); // what an earlier release of this number left when it was not begun
        journal.record(new Decision.ReleaseAdded(release));
    }

    @Override
    public void decide(Deployment deployment) throws IOException {
        journal.decide(new Decision.Deployed(deployment));
    }

    @Override
    public void deleteUnused() throws IOException {
        Set<Path> used =
                web().releases().stream().map(Release::folder).collect(toUnmodifiableSet());
        List<Path> unused;
        try (Stream<Path> all = Files.list(folders())) {
            unused = all.filter(one -> !used.contains(one)).toList();
        }
        for (Path each : unused) {
            try (Stream<Path> files = Files.walk(each)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
