package tenfold.control.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import tenfold.control.acme.AcmeState;
import tenfold.control.certificate.Certificates;
import tenfold.control.journal.JournalDamaged;
import tenfold.control.json.Json;
import tenfold.control.plan.Decision.CertificateIssued;
import tenfold.control.plan.Decision.ImageVersioned;
import tenfold.control.plan.Decision.PortAssigned;
import tenfold.control.plan.Decision.ServerAdded;
import tenfold.control.problem.Refusal;
import tenfold.control.release.Release;
import tenfold.control.scale.ScaleGroup;
import tenfold.control.secret.Secrets;
import tenfold.model.Image;
import tenfold.model.ServerId;
import tenfold.model.ServiceName;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.Problem;
import tenfold.model.manifest.ServiceManifest;

/// Makes the decisions that an image needs and that were never made, each recorded before the next.
///
/// Interrupted anywhere and started again, it arrives at the same world: every step first looks at
/// what is recorded, and files are made before the decision that names them.
public final class Preparation {
    /// A unix socket's path may have 107 bytes; PostgreSQL adds `/.s.PGSQL.5432.lock`.
    private static final int SOCKET_FOLDER_MAX = 85;

    private static final Set<String> DATABASE_NAMES_TAKEN =
            Set.of("postgres", "template0", "template1", "public", "user", "all", "none");

    private final Ledger ledger;
    private final Site site;
    private final IntPredicate portIsFree;

    public Preparation(Ledger ledger, Site site, IntPredicate portIsFree) {
        this.ledger = ledger;
        this.site = site;
        this.portIsFree = portIsFree;
    }

    /// Decides what is missing for `manifest`; `edgePort` is what the command line asks for.
    public Topology topology(Manifest manifest, @Nullable Integer edgePort, Instant now)
            throws IOException, Refusal {
        ports(manifest, edgePort);
        server(manifest.name());
        certificate(manifest.name(), now);
        Map<ServiceName, Set<Framework>> frameworks = new LinkedHashMap<>();
        for (ServiceManifest service : manifest.services()) {
            frameworks.put(
                    service.name(),
                    Framework.in(site.applicationFolder(), service.environmentSets()));
        }
        return new Topology(manifest, site, frameworks, ledger.decisions(), AcmeState.NONE);
    }

    /// The image of a topology: under its old version when nothing changed, else under the next,
    /// which is above `versionMin`.
    public Image image(Topology topology, long versionMin) throws IOException {
        String digest = digest(topology.image(1));
        ImageVersioned last = ledger.decisions().image();
        if (last == null || !last.digest().equals(digest) || last.version() < versionMin) {
            long version = Math.max(last == null ? 0 : last.version(), versionMin - 1) + 1;
            last = new ImageVersioned(version, digest);
            ledger.record(last);
        }
        return topology.image(last.version());
    }

    /// Control's own port, the only decision that it needs before it can answer.
    public int controlPort() throws IOException, Refusal {
        var problems = new ArrayList<Problem>();
        port(PortUse.control(), problems);
        refuse(problems);
        return ledger.decisions().port(PortUse.CONTROL).orElseThrow();
    }

    /// Renews the server certificate when its end is near; true when the image must change.
    public boolean renew(String application, Instant now) throws IOException {
        CertificateIssued before = ledger.decisions().certificate();
        certificate(application, now);
        return !java.util.Objects.equals(before, ledger.decisions().certificate());
    }

    /// Assigns the ports of what stands in for a version's instances when a zone is away.
    public void substitutePorts(Release release) throws IOException, Refusal {
        var problems = new ArrayList<Problem>();
        for (PortUse use :
                PortUse.substitutes(release.manifest(), ledger.decisions(), release.second())) {
            port(use, problems);
        }
        refuse(problems);
    }

    /// Assigns the ports of a version's instances.
    public void ports(Release release) throws IOException, Refusal {
        var problems = new ArrayList<Problem>();
        ports(release, ledger.decisions(), problems);
        refuse(problems);
    }

    /// Assigns the ports that the instances of a group need, in every version that runs.
    public void ports(ScaleGroup group, List<Release> live) throws IOException, Refusal {
        var problems = new ArrayList<Problem>();
        for (Release release : live) {
            ports(release, ledger.decisions().with(new Decision.Scaled(group)), problems);
        }
        refuse(problems);
    }

    private void ports(Release release, Decisions decisions, List<Problem> problems)
            throws IOException {
        Manifest manifest = release.manifest();
        boolean second = release.second();
        for (PortUse use : PortUse.instances(manifest, decisions, second)) {
            port(use, problems);
        }
        if (!decisions.web().away().isEmpty()) {
            for (PortUse use : PortUse.substitutes(manifest, decisions, second)) {
                port(use, problems);
            }
        }
    }

    private void ports(Manifest manifest, @Nullable Integer edgePort) throws IOException, Refusal {
        var problems = new ArrayList<Problem>();
        for (PortUse use : PortUse.all(manifest, ledger.decisions(), edgePort)) {
            port(use, problems);
        }
        refuse(problems);
    }

    private void port(PortUse use, List<Problem> problems) throws IOException {
        switch (PortChoice.choose(use, ledger.decisions(), portIsFree)) {
            case PortChoice.Keep() -> {}
            case PortChoice.Assign(int port) -> ledger.record(new PortAssigned(use.use(), port));
            case PortChoice.Refuse(Problem problem) -> problems.add(problem);
        }
    }

    private static void refuse(List<Problem> problems) throws Refusal {
        if (!problems.isEmpty()) {
            throw new Refusal(problems);
        }
    }

    private void server(String application) throws IOException {
        var secrets = new Secrets(site.dataFolder().resolve("secrets"));
        ServerAdded known = ledger.decisions().server();
        if (known != null) {
            requireSecrets(known, secrets);
            secrets.ensure(Topology.replicator(known).value());
            return;
        }
        String name = databaseName(application);
        var server = new ServerAdded(new ServerId("pg-1"), name, name, socketFolder("run"));
        secrets.ensure(Topology.administrator(server).value());
        secrets.ensure(Topology.owner(server).value());
        secrets.ensure(Topology.replicator(server).value());
        ledger.record(server);
    }

    /// A new password would not be the one that the database knows.
    private void requireSecrets(ServerAdded server, Secrets secrets) throws JournalDamaged {
        for (var secret : List.of(Topology.administrator(server), Topology.owner(server))) {
            if (!secrets.has(secret.value())) {
                throw new JournalDamaged(
                        "the secret %s of %s is missing in %s"
                                .formatted(secret, server.id(), site.dataFolder()));
            }
        }
    }

    static String databaseName(String application) {
        String name = application.replaceAll("[^a-z0-9]+", "_");
        boolean taken = DATABASE_NAMES_TAKEN.contains(name) || name.startsWith("pg_");
        return taken ? "app_" + name : name;
    }

    /// A folder for a server's socket whose path is short enough.
    public Path socketFolder(String name) throws IOException {
        Path near = site.dataFolder().resolve(name);
        if (near.toString().getBytes(StandardCharsets.UTF_8).length <= SOCKET_FOLDER_MAX) {
            return near;
        }
        return Files.createTempDirectory(site.temporaryFolder(), "tenfold-");
    }

    private void certificate(String application, Instant now) throws IOException {
        String names = Certificates.names(application);
        CertificateIssued known = ledger.decisions().certificate();
        boolean good =
                known != null
                        && known.names().equals(names)
                        && now.isBefore(known.notAfter().minus(Certificates.RENEW_BEFORE))
                        && Certificates.arePresent(site.dataFolder(), known.generation());
        if (!good) {
            int generation = known == null ? 1 : known.generation() + 1;
            Instant end = Certificates.issue(site.dataFolder(), generation, names, now);
            ledger.record(new CertificateIssued(generation, names, end));
        }
    }

    private static String digest(Image image) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Json.write(image));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
