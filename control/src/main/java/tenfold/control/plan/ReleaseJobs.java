package tenfold.control.plan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tenfold.control.release.Deployment;
import tenfold.control.release.Release;
import tenfold.model.JobSpec;
import tenfold.model.manifest.ServiceManifest;

/// What has to be done once before a new version can start: its folder copied and built, its
/// migration run. Pure.
record ReleaseJobs(Topology topology) {
    static final Duration BUILD_MAX = Duration.ofMinutes(30);

    List<JobSpec> wanted() {
        return topology.decisions().web().newest().stream()
                .flatMap(one -> of(one).stream())
                .toList();
    }

    private List<JobSpec> of(Deployment deployment) {
        Release release =
                topology.decisions().web().release(deployment.release()).orElseGet(topology::first);
        return switch (deployment.phase()) {
            case BUILD -> List.of(build(release, deployment));
            case MIGRATE -> List.of(migration(release, deployment));
            default -> List.of();
        };
    }

    private JobSpec build(Release release, Deployment deployment) {
        List<String> commands =
                release.manifest().services().stream()
                        .map(ServiceManifest::build)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList();
        Path source = topology.site().applicationFolder();
        return new JobSpec(
                deployment.buildJob(),
                release.folder(),
                source,
                commands,
                Map.of(),
                false,
                BUILD_MAX);
    }

    /// With the environment of the first instance of the first service.
    private JobSpec migration(Release release, Deployment deployment) {
        ServiceManifest service = release.manifest().services().getFirst();
        return new JobSpec(
                deployment.migrateJob(),
                release.folder(),
                null,
                List.of(Objects.requireNonNull(deployment.plan().migrate())),
                topology.environment(release, service),
                true,
                deployment.plan().migrateMax());
    }
}
