package tenfold.control.scale;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tenfold.base.Check;
import tenfold.control.scale.Member.Purchase;
import tenfold.control.scale.Member.State;
import tenfold.model.ServiceName;
import tenfold.model.manifest.ScaleManifest;

/// The instances that a service is to have, one by one; a value that is recorded whole with each
/// decision. Numbers are given anew, the lowest first, because each has its port for life.
public record ScaleGroup(ServiceName service, Mode mode, List<Member> members) {
    /// What follows from the law's decisions.
    public enum Mode {
        ON,
        /// They are not made.
        PAUSED,
        /// They are made and shown, and nothing follows.
        DRY_RUN
    }

    public ScaleGroup {
        members = members.stream().sorted(Comparator.comparingInt(Member::number)).toList();
        long numbers = members.stream().mapToInt(Member::number).distinct().count();
        Check.that(numbers == members.size(), "a group of %s names a member twice", service);
        Check.that(members.stream().anyMatch(Member::routed), "a group of %s is empty", service);
    }

    /// A group that has never been scaled.
    public static ScaleGroup initial(ServiceName service, int count) {
        var members = new ArrayList<Member>();
        for (int number = 1; number <= count; number++) {
            members.add(Member.fresh(number, Purchase.ON_DEMAND, State.SERVING, Instant.EPOCH));
        }
        return new ScaleGroup(service, Mode.ON, members);
    }

    /// How many are to serve.
    public int desired() {
        return count(State.SERVING);
    }

    public int count(State state) {
        return (int) members.stream().filter(one -> one.state() == state).count();
    }

    public Optional<Member> member(int number) {
        return members.stream().filter(one -> one.number() == number).findFirst();
    }

    public ScaleGroup with(Mode newMode) {
        return new ScaleGroup(service, newMode, members);
    }

    /// The group with `count` that serve. More: those that wait warm, then those that drain but
    /// were not reclaimed, then new ones. Fewer: the highest numbers drain.
    public ScaleGroup scaledTo(int count, ScaleManifest rules, Instant now) {
        var all = new ArrayList<>(members);
        for (int more = desired(); more < count; more++) {
            addServing(all, rules, now);
        }
        for (int fewer = desired(); fewer > count; fewer--) {
            last(all, State.SERVING)
                    .ifPresent(one -> replace(all, one.becomes(State.DRAINING, now)));
        }
        return new ScaleGroup(service, mode, all).warmed(rules, now);
    }

    private static void addServing(List<Member> all, ScaleManifest rules, Instant now) {
        Optional<Member> warm = last(all, State.WARM);
        Optional<Member> draining =
                all.stream()
                        .filter(one -> one.state() == State.DRAINING && one.until() == null)
                        .findFirst();
        Optional<Member> known = warm.isPresent() ? warm : draining;
        if (known.isPresent()) {
            replace(all, known.get().becomes(State.SERVING, now));
        } else if (all.size() < ScaleManifest.INSTANCES_MAX) {
            all.add(Member.fresh(free(all), purchase(all, rules), State.SERVING, now));
        }
    }

    /// As many that wait warm as the rules ask for.
    public ScaleGroup warmed(ScaleManifest rules, Instant now) {
        var all = new ArrayList<>(members);
        int room = ScaleManifest.INSTANCES_MAX;
        for (int more = count(State.WARM); more < rules.warm() && all.size() < room; more++) {
            all.add(Member.fresh(free(all), purchase(all, rules), State.WARM, now));
        }
        for (int fewer = count(State.WARM); fewer > rules.warm(); fewer--) {
            last(all, State.WARM).ifPresent(one -> replace(all, one.becomes(State.DRAINING, now)));
        }
        return new ScaleGroup(service, mode, all);
    }

    /// The member is taken away at `end`; another takes its place at once.
    public ScaleGroup reclaimed(int number, Instant end, ScaleManifest rules, Instant now) {
        var all = new ArrayList<>(members);
        Member lost = member(number).orElseThrow();
        if (lost.state() != State.SERVING) {
            replace(all, new Member(number, lost.purchase(), State.DRAINING, now, end));
            return new ScaleGroup(service, mode, all).warmed(rules, now);
        }
        replace(all, lost.reclaimed(now, end));
        addServing(all, rules, now);
        return new ScaleGroup(service, mode, all).warmed(rules, now);
    }

    /// These get no requests any more.
    public ScaleGroup draining(Set<Integer> numbers, Instant now) {
        var all = new ArrayList<>(members);
        members.stream()
                .filter(one -> numbers.contains(one.number()))
                .forEach(one -> replace(all, one.becomes(State.DRAINING, now)));
        return new ScaleGroup(service, mode, all);
    }

    /// These are gone.
    public ScaleGroup without(Set<Integer> numbers) {
        return new ScaleGroup(
                service,
                mode,
                members.stream().filter(one -> !numbers.contains(one.number())).toList());
    }

    private static Purchase purchase(List<Member> all, ScaleManifest rules) {
        long staying =
                all.stream()
                        .filter(one -> one.state() == State.SERVING || one.state() == State.WARM)
                        .count();
        long spot =
                all.stream()
                        .filter(one -> one.state() == State.SERVING || one.state() == State.WARM)
                        .filter(one -> one.purchase() == Purchase.SPOT)
                        .count();
        long beyond = staying + 1 - rules.spot().base();
        return beyond > 0 && spot + 1 <= beyond * rules.spot().part()
                ? Purchase.SPOT
                : Purchase.ON_DEMAND;
    }

    private static int free(List<Member> all) {
        Set<Integer> taken = new HashSet<>();
        all.forEach(one -> taken.add(one.number()));
        int number = 1;
        while (taken.contains(number)) {
            number++;
        }
        return number;
    }

    private static Optional<Member> last(List<Member> all, State state) {
        return all.stream()
                .filter(one -> one.state() == state)
                .max(Comparator.comparingInt(Member::number));
    }

    private static void replace(List<Member> all, Member member) {
        all.replaceAll(one -> one.number() == member.number() ? member : one);
    }
}
