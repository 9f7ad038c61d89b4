package tenfold.control.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.net.Address;
import tenfold.control.journal.JournalDamaged;
import tenfold.control.move.Leg;
import tenfold.control.move.Move;
import tenfold.control.move.Step;
import tenfold.control.move.Tier;
import tenfold.control.move.TierServer;
import tenfold.control.problem.Refusal;
import tenfold.model.Durability;
import tenfold.model.Image;
import tenfold.model.InstanceSpec;
import tenfold.model.ServerId;
import tenfold.model.ServerRole;
import tenfold.model.Zone;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.Problem;

class PreparationTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    @TempDir Path application;
    private final Set<Integer> taken = new HashSet<>();

    @BeforeEach
    void makeFolders() throws IOException {
        for (String name : new String[] {"control", "secrets", "tls"}) {
            Files.createDirectories(data().resolve(name));
        }
    }

    @Test
    void takesTheWellKnownPortsWhenTheyAreFree() throws Exception {
        Image image = prepare(PlanFixture.forum(2), 1);

        assertThat(image.edge().listeners())
                .extracting(listener -> listener.address().port())
                .containsExactly(8080, 8443);
        assertThat(image.sql().addresses()).containsExactly(Address.loopback(5432));
        assertThat(image.sql().readOnlyAddresses()).containsExactly(Address.loopback(5433));
        assertThat(image.fleet().instances())
                .extracting(InstanceSpec::port)
                .containsExactly(20000, 20001);
    }

    @Test
    void takesTheNextFreePortsWhenTheyAreTaken() throws Exception {
        taken.addAll(List.of(8080, 8443, 5432, 20000, 20001));
        Image image = prepare(PlanFixture.forum(1), 1);

        assertThat(image.edge().listeners())
                .extracting(listener -> listener.address().port())
                .containsExactly(8081, 8444);
        assertThat(image.sql().addresses()).containsExactly(Address.loopback(15432));
        assertThat(image.fleet().instances().getFirst().port()).isEqualTo(20002);
    }

    @Test
    void keepsPortsForLifeEvenWhenTheyAreTakenLater() throws Exception {
        Image first = prepare(PlanFixture.forum(2), 1);
        taken.addAll(List.of(8080, 8443, 5432, 20000, 20001));

        assertThat(prepare(PlanFixture.forum(2), 1)).isEqualTo(first);
    }

    @Test
    void keepsPortsOfInstancesThatComeBack() throws Exception {
        Image three = prepare(PlanFixture.forum(3), 1);
        prepare(PlanFixture.forum(1), 1);
        Image again = prepare(PlanFixture.forum(3), 1);

        assertThat(again.fleet()).isEqualTo(three.fleet());
        assertThat(again.version()).isEqualTo(3);
    }

    @Test
    void refusesAWantedPortThatIsTaken() {
        taken.add(9999);
        var manifest =
                PlanFixture.manifest(
                        "forum", PlanFixture.service(1, java.util.Map.of(), null), 9999);

        assertThatThrownBy(() -> prepare(manifest, 1))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.problems())
                                        .extracting(Problem::code)
                                        .containsExactly("T-1101"));
    }

    @Test
    void refusesAWantedPortThatTheApplicationHasAlready() throws Exception {
        prepare(PlanFixture.forum(1), 1);
        var manifest =
                PlanFixture.manifest(
                        "forum", PlanFixture.service(1, java.util.Map.of(), null), 5432);

        assertThatThrownBy(() -> prepare(manifest, 1)).hasMessageContaining("sql port");
    }

    @Test
    void raisesTheVersionOnlyWhenSomethingChanged() throws Exception {
        assertThat(prepare(PlanFixture.forum(1), 1).version()).isEqualTo(1);
        assertThat(prepare(PlanFixture.forum(1), 1).version()).isEqualTo(1);
        assertThat(prepare(PlanFixture.forum(2), 1).version()).isEqualTo(2);
        assertThat(prepare(PlanFixture.forum(2), 10).version()).isEqualTo(10);
    }

    @Test
    void keepsTheDatabaseWhenTheApplicationIsRenamed() throws Exception {
        Image before = prepare(PlanFixture.forum(1), 1);
        var renamed =
                PlanFixture.manifest(
                        "agora", PlanFixture.service(1, java.util.Map.of(), null), null);

        assertThat(prepare(renamed, 1).sql().cluster()).isEqualTo(before.sql().cluster());
    }

    @Test
    void makesNamesThatPostgresAccepts() {
        assertThat(Preparation.databaseName("my-shop")).isEqualTo("my_shop");
        assertThat(Preparation.databaseName("postgres")).isEqualTo("app_postgres");
        assertThat(Preparation.databaseName("user")).isEqualTo("app_user");
        assertThat(Preparation.databaseName("pg-tools")).isEqualTo("app_pg_tools");
    }

    @Test
    void keepsTheSocketPathShort() throws Exception {
        Path deep = application.resolve("a".repeat(60)).resolve("b".repeat(60));
        for (String name : new String[] {"control", "secrets", "tls"}) {
            Files.createDirectories(deep.resolve(".tenfold").resolve(name));
        }
        try (var ledger = Ledger.open(deep.resolve(".tenfold/control"))) {
            var preparation = new Preparation(ledger, PlanFixture.site(deep), _ -> true);
            var topology = preparation.topology(PlanFixture.forum(1), null, NOON);

            Path folder = topology.server().socketFolder();
            assertThat(folder.toString().length()).isLessThanOrEqualTo(85);
            Files.delete(folder);
        }
    }

    @Test
    void refusesToInventANewPasswordForAnOldDatabase() throws Exception {
        prepare(PlanFixture.forum(1), 1);
        Files.delete(data().resolve("secrets/pg-1-owner"));

        assertThatThrownBy(() -> prepare(PlanFixture.forum(1), 1))
                .isInstanceOf(JournalDamaged.class)
                .hasMessageContaining("pg-1-owner");
    }

    @Test
    void renewsACertificateBeforeItsEndUnderANewName() throws Exception {
        Path first = prepare(PlanFixture.forum(1), 1).sql().certificate().chain();
        try (var ledger = Ledger.open(data().resolve("control"))) {
            var preparation = new Preparation(ledger, PlanFixture.site(application), _ -> true);
            assertThat(preparation.renew("forum", NOON.plus(Duration.ofDays(59)))).isFalse();
            assertThat(preparation.renew("forum", NOON.plus(Duration.ofDays(61)))).isTrue();
        }
        Path second = prepare(PlanFixture.forum(1), 1).sql().certificate().chain();

        assertThat(first).isNotEqualTo(second).exists();
        assertThat(second).exists();
    }

    /// A crash can leave the journal at any length; what comes after it must be the same world.
    @Test
    void arrivesAtTheSameWorldWhereverItWasInterrupted() throws Exception {
        Image whole = prepare(PlanFixture.forum(3), 1);
        Path journal = data().resolve("control/journal");
        byte[] bytes = Files.readAllBytes(journal);
        for (int length = 0; length < bytes.length; length += 13) {
            Files.write(journal, Arrays.copyOf(bytes, length));

            assertThat(prepare(PlanFixture.forum(3), 1).fleet()).isEqualTo(whole.fleet());
            assertThat(prepare(PlanFixture.forum(3), 1).sql().cluster())
                    .isEqualTo(whole.sql().cluster());
        }
    }

    @Test
    void compactsALongJournalWithoutLosingADecision() throws Exception {
        try (var ledger = Ledger.open(data().resolve("control"))) {
            for (int i = 0; i < 1100; i++) {
                ledger.record(new Decision.PortAssigned("use." + i % 50, 1000 + i));
            }
        }
        assertThat(Files.size(data().resolve("control/journal"))).isLessThan(10_000);
        try (var ledger = Ledger.open(data().resolve("control"))) {
            assertThat(ledger.decisions().ports()).hasSize(50).containsEntry("use.49", 2099);
        }
    }

    @Test
    void writesDecisionsThatItReadsBack() {
        var decisions = new ArrayList<Decision>();
        decisions.add(new Decision.PortAssigned("edge", 8080));
        decisions.add(
                new Decision.ServerAdded(new ServerId("pg-1"), "a", "b", Path.of("/run/x y")));
        decisions.add(new Decision.CertificateIssued(2, "::1,forum", NOON));
        decisions.add(new Decision.ImageVersioned(7, "abc"));
        Tier tier = tier();
        decisions.add(new Decision.TierDecided(tier));
        decisions.add(new Decision.Grown(tier, move(tier, 1)));
        for (Decision decision : decisions) {
            assertThat(Decision.parse(decision.line())).isEqualTo(decision);
        }
        assertThatThrownBy(() -> Decision.parse("nonsense"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsTheJournalOfATimeWithoutGrowthAsATierOfOneServer() {
        var decisions =
                Decisions.NONE.with(Decision.parse("server\tpg-1\tforum\tforum\t/data/run"));

        assertThat(decisions.tier().servers()).hasSize(1);
        assertThat(decisions.tier().first()).isEqualTo(new ServerId("pg-1"));
        assertThat(decisions.tier().durability()).isEqualTo(Durability.SINGLE);
    }

    @Test
    void keepsTheLastMovesAndTheTierThroughACompaction() throws Exception {
        Tier tier = tier();
        try (var ledger = Ledger.open(data().resolve("control"))) {
            for (int i = 1; i <= 1100; i++) {
                ledger.record(new Decision.Grown(tier, move(tier, i)));
            }
        }
        try (var ledger = Ledger.open(data().resolve("control"))) {
            assertThat(ledger.decisions().tier()).isEqualTo(tier);
            assertThat(ledger.decisions().moves())
                    .hasSize(Decisions.MOVES_MAX)
                    .containsKey(1100L)
                    .doesNotContainKey(1L);
        }
    }

    private static Tier tier() {
        var id = new ServerId("pg-1");
        return Tier.single(
                TierServer.local(id, new Zone("a"), ServerRole.MEMBER, Path.of("/run/\t\nx")));
    }

    private static Move move(Tier tier, long number) {
        var legs = List.<Leg>of(new Leg.Follow(List.of(new ServerId("pg-1"))));
        return Move.start(new Move.Request(number, Step.SWITCH, "switch", 0, legs), tier, NOON);
    }

    private Image prepare(Manifest manifest, long versionMin) throws IOException, Refusal {
        try (var ledger = Ledger.open(data().resolve("control"))) {
            var preparation =
                    new Preparation(
                            ledger, PlanFixture.site(application), port -> !taken.contains(port));
            return preparation.image(preparation.topology(manifest, null, NOON), versionMin);
        }
    }

    private Path data() {
        return application.resolve(".tenfold");
    }
}
