package tenfold.control.plan;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tenfold.control.move.Move;
import tenfold.control.move.Phase;
import tenfold.control.move.Tier;
import tenfold.control.move.TierServer;
import tenfold.control.plan.Decision.CertificateIssued;
import tenfold.control.plan.Decision.Deployed;
import tenfold.control.plan.Decision.Grown;
import tenfold.control.plan.Decision.ImageVersioned;
import tenfold.control.plan.Decision.PortAssigned;
import tenfold.control.plan.Decision.Purged;
import tenfold.control.plan.Decision.ReleaseAdded;
import tenfold.control.plan.Decision.Scaled;
import tenfold.control.plan.Decision.ServerAdded;
import tenfold.control.plan.Decision.TierDecided;
import tenfold.control.plan.Decision.ZoneDecided;
import tenfold.control.release.Deployment;
import tenfold.control.release.Release;
import tenfold.control.release.WebTier;
import tenfold.control.scale.Member;
import tenfold.control.scale.ScaleGroup;
import tenfold.control.zone.ZoneAway;
import tenfold.model.CacheTier;
import tenfold.model.PurgeWish;
import tenfold.model.ServerRole;
import tenfold.model.ServiceName;
import tenfold.model.Zone;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ServiceManifest;

/// The sum of all decisions: the world as far as it was ever decided.
///
/// @param grown the SQL tier; null as long as it is the one server of the beginning
/// @param moves the last ones by number
/// @param web the versions of the application, and the zones that are away
/// @param purges the last wishes to the edge's cache
/// @param groups the instances of services that were ever scaled
public record Decisions(
        Map<String, Integer> ports,
        @Nullable ServerAdded server,
        @Nullable CertificateIssued certificate,
        @Nullable ImageVersioned image,
        @Nullable Tier grown,
        NavigableMap<Long, Move> moves,
        WebTier web,
        List<PurgeWish> purges,
        Map<String, ScaleGroup> groups) {
    static final int MOVES_MAX = 32;

    public static final Decisions NONE =
            new Decisions(
                    Map.of(),
                    null,
                    null,
                    null,
                    null,
                    new TreeMap<>(),
                    WebTier.NONE,
                    List.of(),
                    Map.of());

    public Decisions {
        ports = Collections.unmodifiableMap(new TreeMap<>(ports));
        purges = List.copyOf(purges);
        groups = Collections.unmodifiableMap(new TreeMap<>(groups));
        moves = Collections.unmodifiableNavigableMap(new TreeMap<>(moves));
    }

    /// The world after one more decision; the only way in which it ever changes.
    public Decisions with(Decision decision) {
        return switch (decision) {
            case PortAssigned(String use, int port) -> {
                var more = new TreeMap<>(ports);
                more.put(use, port);
                yield new Decisions(
                        more, server, certificate, image, grown, moves, web, purges, groups);
            }
            case ServerAdded added ->
                    new Decisions(
                            ports, added, certificate, image, grown, moves, web, purges, groups);
            case CertificateIssued issued ->
                    new Decisions(ports, server, issued, image, grown, moves, web, purges, groups);
            case ImageVersioned versioned ->
                    new Decisions(
                            ports,
                            server,
                            certificate,
                            versioned,
                            grown,
                            moves,
                            web,
                            purges,
                            groups);
            case TierDecided(Tier tier) ->
                    new Decisions(
                            ports, server, certificate, image, tier, moves, web, purges, groups);
            case Grown(Tier tier, Move move) ->
                    new Decisions(
                            ports,
                            server,
                            certificate,
                            image,
                            tier,
                            withMove(move),
                            web,
                            purges,
                            groups);
            case Scaled(ScaleGroup group) -> {
                var more = new TreeMap<>(groups);
                more.put(group.service().value(), group);
                yield new Decisions(
                        ports, server, certificate, image, grown, moves, web, purges, more);
            }
            case Purged(PurgeWish wish) ->
                    new Decisions(
                            ports,
                            server,
                            certificate,
                            image,
                            grown,
                            moves,
                            web,
                            withPurge(wish),
                            groups);
            case ZoneDecided(ZoneAway zone) -> withWeb(web.with(zone));
            case ReleaseAdded(Release release) -> withWeb(web.with(release));
            case Deployed(Deployment deployment) -> withWeb(web.with(deployment));
        };
    }

    private Decisions withWeb(WebTier newer) {
        return new Decisions(
                ports, server, certificate, image, grown, moves, newer, purges, groups);
    }

    private List<PurgeWish> withPurge(PurgeWish wish) {
        var all = new ArrayList<>(purges);
        all.add(wish);
        return all.subList(Math.max(0, all.size() - CacheTier.PURGES_MAX), all.size());
    }

    /// The number of the next wish to the cache.
    public long nextPurge() {
        return purges.isEmpty() ? 1 : purges.getLast().number() + 1;
    }

    private TreeMap<Long, Move> withMove(Move move) {
        var all = new TreeMap<>(moves);
        all.put(move.number(), move);
        Move taken = all.get(move.undoes());
        if (taken != null && move.end() == Phase.COMPLETE) {
            all.put(taken.number(), taken.takenBack());
        }
        while (all.size() > MOVES_MAX) {
            all.pollFirstEntry();
        }
        return all;
    }

    /// What was decided of a service's instances; empty when it was never scaled.
    public Optional<ScaleGroup> group(ServiceName service) {
        return Optional.ofNullable(groups.get(service.value()));
    }

    /// The instances that a service is to have, whatever its version.
    List<Member> members(Manifest manifest, ServiceManifest service) {
        return group(service.name())
                .orElseGet(() -> ScaleGroup.initial(service.name(), manifest.instances(service)))
                .members();
    }

    public OptionalInt port(String use) {
        Integer port = ports.get(use);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /// The SQL tier; there must be a server.
    public Tier tier() {
        if (grown != null) {
            return grown;
        }
        ServerAdded first = requireNonNull(server, "server");
        return Tier.single(
                TierServer.local(first.id(), Zone.FIRST, ServerRole.MEMBER, first.socketFolder()));
    }

    /// The fewest decisions that lead here from nothing.
    List<Decision> compacted() {
        var all = new ArrayList<Decision>();
        ports.forEach((use, port) -> all.add(new PortAssigned(use, port)));
        if (server != null) {
            all.add(server);
        }
        if (certificate != null) {
            all.add(certificate);
        }
        if (image != null) {
            all.add(image);
        }
        if (grown != null) {
            all.add(new TierDecided(grown));
            moves.values().forEach(move -> all.add(new Grown(grown, move)));
        }
        web.away().forEach(zone -> all.add(new ZoneDecided(zone)));
        web.releases().forEach(release -> all.add(new ReleaseAdded(release)));
        web.history().forEach(deployment -> all.add(new Deployed(deployment)));
        groups.values().forEach(group -> all.add(new Scaled(group)));
        purges.forEach(wish -> all.add(new Purged(wish)));
        return all;
    }
}
