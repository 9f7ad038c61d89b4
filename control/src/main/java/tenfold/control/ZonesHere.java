package tenfold.control;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tenfold.control.grow.Growth;
import tenfold.control.grow.GrowthRefused;
import tenfold.control.move.Tier;
import tenfold.control.move.TierServer;
import tenfold.control.plan.Decision;
import tenfold.control.plan.Preparation;
import tenfold.control.plan.Topology;
import tenfold.control.problem.ProblemCode;
import tenfold.control.problem.Refusal;
import tenfold.control.release.Deployment;
import tenfold.control.release.Phase;
import tenfold.control.release.WebTier;
import tenfold.control.zone.ZoneAway;
import tenfold.control.zone.ZoneRefused;
import tenfold.control.zone.ZoneWorld;
import tenfold.model.InstanceId;
import tenfold.model.ServerId;
import tenfold.model.ServerRole;
import tenfold.model.Zone;

/// The zones of this machine: groups of instances and database servers.
final class ZonesHere implements ZoneWorld {
    private final Preparation preparation;
    private final Supplier<Topology> topology;
    private final Versions.Journal journal;
    private final Growth growth;
    private final Supplier<Optional<ServerId>> primary;
    private final java.time.InstantSource clock;

    ZonesHere(
            Preparation preparation,
            Supplier<Topology> topology,
            Versions.Journal journal,
            Growth growth,
            Supplier<Optional<ServerId>> primary,
            java.time.InstantSource clock) {
        this.preparation = preparation;
        this.topology = topology;
        this.journal = journal;
        this.growth = growth;
        this.primary = primary;
        this.clock = clock;
    }

    @Override
    public List<Zone> zones() {
        return topology.get().serving().manifest().zones();
    }

    @Override
    public List<ZoneAway> away() {
        return topology.get().decisions().web().away();
    }

    @Override
    public long imageVersion() {
        return journal.imageVersion();
    }

    @Override
    public boolean isReleasing() {
        return topology.get().decisions().web().history().stream()
                .filter(Deployment::runs)
                .anyMatch(one -> one.phase() != Phase.KEEP);
    }

    private Tier tier() {
        return topology.get().decisions().tier();
    }

    @Override
    public Zone primaryZone() {
        ServerId id = primary.get().orElse(tier().first());
        return tier().server(id).map(TierServer::zone).orElse(Zone.FIRST);
    }

    @Override
    public Optional<String> movePrimaryFrom(Zone zone) throws IOException {
        Optional<TierServer> other =
                tier().servers().stream()
                        .filter(one -> one.role() == ServerRole.MEMBER && !one.zone().equals(zone))
                        .findFirst();
        if (other.isEmpty()) {
            return Optional.of(
                    "the database's primary is in zone " + zone + ", and no standby is elsewhere");
        }
        try {
            var _ =
                    growth.grow(
                            "switch",
                            Map.of("to", other.get().id().value()),
                            false,
                            clock.instant());
            return Optional.empty();
        } catch (GrowthRefused e) {
            return Optional.of("the database's primary cannot be moved: " + e.getMessage());
        }
    }

    @Override
    public Set<InstanceId> instances(Zone zone, boolean substitutes) {
        return topology.get().instances(zone, substitutes);
    }

    @Override
    public void assignPorts() throws IOException, ZoneRefused {
        try {
            for (WebTier.Live version :
                    topology.get().decisions().web().live(topology.get().first())) {
                preparation.substitutePorts(version.release());
            }
        } catch (Refusal e) {
            throw new ZoneRefused(ProblemCode.ZONE_STATE, "no ports are left: " + e.getMessage());
        }
    }

    @Override
    public void decide(ZoneAway zone) throws IOException {
        journal.decide(new Decision.ZoneDecided(zone));
    }
}
