package tenfold.edge.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tenfold.base.net.Address;
import tenfold.edge.http.Hash;
import tenfold.edge.target.Health.Finding;
import tenfold.model.Balancing;
import tenfold.model.Balancing.Method;
import tenfold.model.Circuit;
import tenfold.model.HashKey;
import tenfold.model.HealthCheck;
import tenfold.model.InstanceId;
import tenfold.model.Outliers;
import tenfold.model.Target;
import tenfold.model.TargetGroupId;
import tenfold.model.Zone;

class ChoiceTest {
    private static final Zone A = new Zone("a");
    private static final Zone B = new Zone("b");
    private final Random random = new Random(2);

    @Test
    void roundRobinGoesFromOneToTheNext() {
        UpstreamGroup group = group(policy(Method.ROUND_ROBIN), null, A, A, A);
        for (int i = 0; i < 9; i++) {
            assertThat(choose(group, 0, null)).isSameAs(group.members().get(i % 3));
        }
        Upstream failed = group.members().get(0);
        for (int i = 0; i < 9; i++) {
            assertThat(choose(group, 0, failed)).isNotSameAs(failed);
        }
    }

    @Test
    void theSameKeyGoesToTheSameTargetAndOnlyTheLostKeysMove() {
        UpstreamGroup group = group(policy(Method.HASH), null, A, A, A, A, A);
        Map<Long, Upstream> before = new HashMap<>();
        for (long key = 0; key < 1_000; key++) {
            before.put(key, choose(group, Hash.mixed(key), null));
        }
        for (Upstream each : group.members()) {
            assertThat(before.values().stream().filter(each::equals).count()).isBetween(100L, 320L);
        }
        Upstream gone = group.members().get(2);
        gone.found(new Finding.Refused("x"));
        group.refresh(0);
        for (long key = 0; key < 1_000; key++) {
            Upstream now = choose(group, Hash.mixed(key), null);
            if (before.get(key) != gone) {
                assertThat(now).isSameAs(before.get(key));
            } else {
                assertThat(now).isNotSameAs(gone);
            }
        }
    }

    @Test
    void oneKeyDoesNotOverloadItsTarget() {
        UpstreamGroup group = group(policy(Method.HASH), null, A, A, A, A);
        for (int i = 0; i < 100; i++) {
            choose(group, 42, null).begin();
        }
        for (Upstream each : group.members()) {
            assertThat(each.inFlight()).isBetween(1, 32);
        }
    }

    @Test
    void targetsAtTheirLimitArePassedOverUntilAllAre() {
        for (Method method : Method.values()) {
            UpstreamGroup group = group(circuit(method, 2), null, A, A, A);
            for (int i = 0; i < 6; i++) {
                choose(group, random.nextLong(), null).begin();
            }
            assertThat(group.members()).allMatch(each -> each.inFlight() == 2);
            assertThat(group.choose(random.nextLong(), 1, 0, null)).isNull();
            group.members().get(1).end();
            assertThat(choose(group, 1, null)).isSameAs(group.members().get(1));
        }
    }

    @Test
    void theOwnZoneIsPreferredWhileHalfOfItServes() {
        UpstreamGroup group = group(policy(Method.LEAST_OUTSTANDING), A, A, A, A, B, B);
        assertThat(chosen(group)).isEqualTo(Set.of(0, 1, 2));

        group.members().get(0).found(new Finding.Refused("x"));
        group.refresh(0);
        assertThat(chosen(group)).isEqualTo(Set.of(1, 2));

        group.members().get(1).found(new Finding.Refused("x"));
        group.refresh(0);
        assertThat(chosen(group)).isEqualTo(Set.of(2, 3, 4));
    }

    @Test
    void aFullZoneSendsTheRestToTheOthers() {
        UpstreamGroup group = group(circuit(Method.LEAST_OUTSTANDING, 1), A, A, B);
        choose(group, 0, null).begin();
        assertThat(group.members().get(0).inFlight()).isEqualTo(1);
        assertThat(choose(group, 0, null)).isSameAs(group.members().get(1));
    }

    @Test
    void aRetryLeavesAZoneOfOne() {
        UpstreamGroup group = group(policy(Method.LEAST_OUTSTANDING), A, A, B, B);
        Upstream failed = group.members().get(0);
        for (int i = 0; i < 50; i++) {
            assertThat(choose(group, 0, failed)).isNotSameAs(failed);
        }
    }

    @Test
    void aTargetThatHasJustComeUpGetsARisingShare() {
        var slow =
                new Balancing(
                        Method.LEAST_OUTSTANDING,
                        null,
                        Duration.ofSeconds(100),
                        0,
                        Outliers.DEFAULT,
                        Circuit.DEFAULT,
                        null,
                        Duration.ofMinutes(5));
        UpstreamGroup group = group(slow, null, A, A);
        long start = System.nanoTime();
        Upstream fresh = group.members().get(1);
        long second = 1_000_000_000L;
        group.members().get(0).healthySince(start - 200 * second);
        fresh.healthySince(start);

        double atFirst = share(group, fresh, start + second);
        double halfWay = share(group, fresh, start + 50 * second);
        double atEnd = share(group, fresh, start + 100 * second);

        assertThat(atFirst).isBetween(0.02, 0.1);
        assertThat(halfWay).isBetween(0.2, 0.4);
        assertThat(atEnd).isBetween(0.45, 0.55);
    }

    @Test
    void belowThePanicThresholdTheSickServeToo() {
        var panic =
                new Balancing(
                        Method.LEAST_OUTSTANDING,
                        null,
                        Duration.ZERO,
                        50,
                        Outliers.DEFAULT,
                        Circuit.DEFAULT,
                        null,
                        Duration.ofMinutes(5));
        UpstreamGroup group = group(panic, null, A, A, A, A);
        makeSick(group.members().get(0));
        makeSick(group.members().get(1));
        group.refresh(0);
        assertThat(chosen(group)).isEqualTo(Set.of(2, 3));

        group.members().get(2).found(new Finding.Refused("x"));
        group.refresh(0);
        assertThat(chosen(group)).isEqualTo(Set.of(0, 1, 3));
    }

    @Test
    void onlyTheConfiguredPartIsEverEjected() {
        var quarter =
                new Balancing(
                        Method.LEAST_OUTSTANDING,
                        null,
                        Duration.ZERO,
                        0,
                        new Outliers(2, Duration.ofSeconds(5), Duration.ofSeconds(60), 25, 0),
                        Circuit.DEFAULT,
                        null,
                        Duration.ofMinutes(5));
        UpstreamGroup group = group(quarter, null, A, A, A, A);
        group.members().get(0).failed(1);
        group.members().get(0).failed(1);
        group.refresh(2);
        assertThat(chosen(group)).isEqualTo(Set.of(1, 2, 3));

        group.members().get(1).failed(3);
        group.members().get(1).failed(3);
        group.refresh(4);
        assertThat(chosen(group)).isEqualTo(Set.of(0, 1, 2, 3));
    }

    @Test
    void anOutlierOfTheSuccessRatesIsFound() {
        long[] good = {990, 995, 1_000, 600};
        long[] bad = {10, 5, 0, 400};
        assertThat(SuccessRates.outliers(good, bad, 1.5))
                .containsExactly(false, false, false, true);
        assertThat(SuccessRates.outliers(good, bad, 3)).containsOnly(false);
        long[] few = {40, 49, 49, 9};
        assertThat(SuccessRates.outliers(few, new long[] {0, 0, 0, 40}, 1)).containsOnly(false);
        long[] allBad = {500, 500, 500};
        assertThat(SuccessRates.outliers(allBad, allBad, 1)).containsOnly(false);
    }

    private double share(UpstreamGroup group, Upstream wanted, long now) {
        int count = 0;
        for (int i = 0; i < 10_000; i++) {
            count += group.choose(random.nextLong(), 0, now, null) == wanted ? 1 : 0;
        }
        return count / 10_000.0;
    }

    private Set<Integer> chosen(UpstreamGroup group) {
        Set<Integer> chosen = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            chosen.add(group.members().indexOf(choose(group, 0, null)));
        }
        return chosen;
    }

    private Upstream choose(UpstreamGroup group, long hash, @Nullable Upstream except) {
        Upstream chosen = group.choose(random.nextLong(), hash, System.nanoTime(), except);
        assertThat(chosen).isNotNull();
        return java.util.Objects.requireNonNull(chosen);
    }

    private static void makeSick(Upstream upstream) {
        for (int i = 0; i < 3; i++) {
            upstream.found(new Finding.Failed("y"));
        }
    }

    private static Balancing policy(Method method) {
        return circuit(method, 1_000);
    }

    private static Balancing circuit(Method method, int outstanding) {
        return new Balancing(
                method,
                method == Method.HASH ? HashKey.SOURCE : null,
                Duration.ZERO,
                0,
                Outliers.DEFAULT,
                new Circuit(1_000, outstanding, 10),
                null,
                Duration.ofMinutes(5));
    }

    private static UpstreamGroup group(Balancing policy, @Nullable Zone own, Zone... zones) {
        var id = new TargetGroupId("web");
        List<Upstream> members =
                IntStream.range(0, zones.length)
                        .mapToObj(i ->
                                new Upstream(
                                        id,
                                        new Target(
                                                new InstanceId("web-" + i),
                                                Address.loopback(9000 + i),
                                                false,
                                                zones[i]),
                                        HealthCheck.DEFAULT,
                                        policy,
                                        () -> {}))
                        .toList();
        members.forEach(member -> member.found(new Finding.Passed()));
        var group = new UpstreamGroup(id);
        group.update(policy, members, own);
        group.refresh(0);
        return group;
    }
}
