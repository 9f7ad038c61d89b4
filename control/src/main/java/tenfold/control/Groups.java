package tenfold.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tenfold.base.file.DurableFile;
import tenfold.control.plan.Decision;
import tenfold.control.plan.Preparation;
import tenfold.control.plan.Topology;
import tenfold.control.problem.Refusal;
import tenfold.control.release.WebTier;
import tenfold.control.scale.ScaleGroup;
import tenfold.control.scale.ScaleWorld;
import tenfold.model.ServiceName;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.Problem;

/// The services of the version that serves, and the journal that says which instances they have.
record Groups(
        Path folder, Preparation preparation, Supplier<Topology> topology, Versions.Journal journal)
        implements ScaleWorld {
    @Override
    public List<Scaled> services() {
        Topology now = topology.get();
        Manifest manifest = now.serving().manifest();
        return manifest.services().stream()
                .map(one ->
                        new Scaled(
                                one.name(),
                                now.rules(one),
                                manifest.instances(one),
                                one.stopGrace(),
                                one.balancing().drainMax()))
                .toList();
    }

    @Override
    public Optional<ScaleGroup> recorded(ServiceName service) {
        return topology.get().decisions().group(service);
    }

    @Override
    public Set<String> names(ServiceName service, int number) {
        String name = topology.get().serving().name(service) + "-" + number;
        return Set.of(name, name + "-away");
    }

    @Override
    public long imageVersion() {
        return journal.imageVersion();
    }

    private DurableFile history(ServiceName service) {
        return new DurableFile(folder.resolve("demand-" + service));
    }

    /// A history that cannot be read is begun anew.
    @Override
    public byte[] kept(ServiceName service) {
        try {
            return history(service).read().orElse(new byte[0]);
        } catch (IOException _) {
            return new byte[0];
        }
    }

    @Override
    public void keep(ServiceName service, byte[] bytes) throws IOException {
        history(service).write(bytes);
    }

    @Override
    public void decide(ScaleGroup group) throws IOException {
        Topology now = topology.get();
        try {
            preparation.ports(
                    group,
                    now.decisions().web().live(now.first()).stream()
                            .map(WebTier.Live::release)
                            .toList());
        } catch (Refusal e) {
            throw new IOException(
                    e.problems().stream().map(Problem::message).collect(Collectors.joining("; ")));
        }
        journal.decide(new Decision.Scaled(group));
    }
}
