package tenfold.control.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import tenfold.control.json.Json;
import tenfold.control.move.Move;
import tenfold.control.move.Tier;
import tenfold.control.release.Deployment;
import tenfold.control.release.Release;
import tenfold.control.scale.ScaleGroup;
import tenfold.control.zone.ZoneAway;
import tenfold.model.PurgeWish;
import tenfold.model.ServerId;

/// Something decided once and recorded before it has any effect. As a journal line: its kind and
/// its fields, separated by tabs.
public sealed interface Decision {
    /// A port for a purpose (`edge`, `edge.tls`, `sql`, `control`, `instance.web-1`), for life.
    record PortAssigned(String use, int port) implements Decision {}

    /// A PostgreSQL server with the database and role of the application.
    record ServerAdded(ServerId id, String database, String user, Path socketFolder)
            implements Decision {}

    /// A server certificate in `tls/server-GENERATION.pem` for these names.
    record CertificateIssued(int generation, String names, Instant notAfter) implements Decision {}

    /// An image with this content (SHA-256 of its JSON with version 1) has this version.
    record ImageVersioned(long version, String digest) implements Decision {}

    /// The SQL tier is to be so.
    record TierDecided(Tier tier) implements Decision {}

    /// A move is so far, and the SQL tier is to be so.
    record Grown(Tier tier, Move move) implements Decision {}

    /// The edge is to forget answers.
    record Purged(PurgeWish wish) implements Decision {}

    /// A version of the application; it runs as soon as a deployment says so.
    record ReleaseAdded(Release release) implements Decision {}

    /// A deployment is so far.
    record Deployed(Deployment deployment) implements Decision {}

    /// A zone is so far on its way out or in.
    record ZoneDecided(ZoneAway zone) implements Decision {}

    /// A service is to have these instances.
    record Scaled(ScaleGroup group) implements Decision {}

    default String line() {
        return switch (this) {
            case PortAssigned(String use, int port) -> "port\t" + use + "\t" + port;
            case ServerAdded(ServerId id, String database, String user, Path socketFolder) ->
                    "server\t" + id + "\t" + database + "\t" + user + "\t" + socketFolder;
            case CertificateIssued(int generation, String names, Instant notAfter) ->
                    "certificate\t" + generation + "\t" + names + "\t" + notAfter;
            case ImageVersioned(long version, String digest) -> "image\t" + version + "\t" + digest;
            case TierDecided(Tier tier) -> "tier\t" + json(tier);
            case Purged(PurgeWish wish) -> "purge\t" + json(wish);
            case ReleaseAdded(Release release) -> "release\t" + json(release);
            case ZoneDecided(ZoneAway zone) -> "zone\t" + json(zone);
            case Deployed(Deployment deployment) -> "deployed\t" + json(deployment);
            case Scaled(ScaleGroup group) -> "scaled\t" + json(group);
            case Grown(Tier tier, Move move) -> "grown\t" + json(tier) + "\t" + json(move);
        };
    }

    /// Reads what [#line] wrote; throws [IllegalArgumentException] for anything else.
    static Decision parse(String line) {
        String[] field = line.split("\t", -1);
        return switch (field[0] + "/" + field.length) {
            case "port/3" -> new PortAssigned(field[1], Integer.parseInt(field[2]));
            case "server/5" ->
                    new ServerAdded(new ServerId(field[1]), field[2], field[3], Path.of(field[4]));
            case "certificate/4" ->
                    new CertificateIssued(
                            Integer.parseInt(field[1]), field[2], parseInstant(field[3]));
            case "image/3" -> new ImageVersioned(Long.parseLong(field[1]), field[2]);
            case "release/2" -> new ReleaseAdded(read(field[1], Release.class));
            case "zone/2" -> new ZoneDecided(read(field[1], ZoneAway.class));
            case "deployed/2" -> new Deployed(read(field[1], Deployment.class));
            case "scaled/2" -> new Scaled(read(field[1], ScaleGroup.class));
            case "tier/2" -> new TierDecided(read(field[1], Tier.class));
            case "purge/2" -> new Purged(read(field[1], PurgeWish.class));
            case "grown/3" -> new Grown(read(field[1], Tier.class), read(field[2], Move.class));
            default -> throw new IllegalArgumentException("unknown decision: " + line);
        };
    }

    private static String json(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return Json.read(json.getBytes(StandardCharsets.UTF_8), type);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Instant parseInstant(String text) {
        try {
            return Instant.parse(text);
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
