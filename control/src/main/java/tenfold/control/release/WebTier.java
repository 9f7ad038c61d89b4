package tenfold.control.release;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tenfold.control.zone.ZoneAway;
import tenfold.control.zone.ZonePhase;

/// The versions of the application that are kept, and what became of each deployment, the oldest
/// first; and the zones that are not simply there. As long as nothing was deployed the first two
/// are empty, and the application's own folder serves.
public record WebTier(List<Release> releases, List<Deployment> history, List<ZoneAway> away) {
    public static final WebTier NONE = new WebTier(List.of(), List.of(), List.of());

    /// Releases whose files stay, those that run among them.
    static final int RELEASES_MAX = 5;

    static final int HISTORY_MAX = 32;

    /// A version whose instances are to run, with its part of the requests in percent. A draining
    /// one gets no new requests.
    public record Live(Release release, int share, boolean draining) {}

    public WebTier {
        releases = List.copyOf(releases);
        history = List.copyOf(history);
        away = List.copyOf(away);
    }

    public Optional<Deployment> newest() {
        return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
    }

    public Optional<Release> release(long number) {
        return releases.stream().filter(one -> one.number() == number).findFirst();
    }

    /// The number of the version that has the requests, or most of them.
    public long serving() {
        return newest().map(one -> one.phase().isSwitched() ? one.release() : one.from())
                .orElse(Release.FIRST);
    }

    /// The highest number that was ever given.
    public long last() {
        return history.stream().mapToLong(Deployment::release).max().orElse(Release.FIRST);
    }

    /// Every version whose instances are to run, the serving one first; `first` is what serves when
    /// nothing was deployed.
    public List<Live> live(Release first) {
        var all = new ArrayList<Live>();
        Deployment newest = newest().orElse(null);
        if (newest == null) {
            return List.of(new Live(first, 100, false));
        }
        Phase phase = newest.phase();
        all.add(new Live(find(newest.from(), first), 100 - newest.share(), phase == Phase.RETIRE));
        if (phase.isStarted()) {
            all.add(
                    new Live(
                            find(newest.release(), first), newest.share(), phase == Phase.RETREAT));
        }
        if (phase == Phase.DONE) {
            all.removeFirst();
        }
        Deployment before = history.size() < 2 ? null : history.get(history.size() - 2);
        if (before != null && before.phase() == Phase.RETIRE) {
            all.add(new Live(find(before.from(), first), 0, true));
        }
        all.sort(Comparator.comparingInt(one -> -one.share()));
        return all;
    }

    private Release find(long number, Release first) {
        return release(number).orElse(first);
    }

    /// With a release more.
    public WebTier with(Release release) {
        var more = new ArrayList<>(releases);
        more.removeIf(one -> one.number() == release.number());
        more.add(release);
        return new WebTier(more, history, away);
    }

    /// With a deployment as it is now, and without the releases that nobody needs any more.
    public WebTier with(Deployment deployment) {
        return new WebTier(releases, recorded(deployment), away).pruned();
    }

    /// With a zone as it is now.
    public WebTier with(ZoneAway zone) {
        var left = new ArrayList<>(away);
        left.removeIf(one -> one.zone().equals(zone.zone()));
        if (zone.phase() != ZonePhase.HERE) {
            left.add(zone);
        }
        return new WebTier(releases, history, left);
    }

    private List<Deployment> recorded(Deployment deployment) {
        var all = new ArrayList<Deployment>();
        history.stream().filter(one -> one.release() != deployment.release()).forEach(all::add);
        all.add(deployment);
        all.sort(Comparator.comparingLong(Deployment::release));
        return all.subList(Math.max(0, all.size() - HISTORY_MAX), all.size());
    }

    /// Without the files of releases that failed, and of the oldest. What runs, and what could be
    /// returned to, stays.
    private WebTier pruned() {
        Stream<Release> kept =
                releases.stream()
                        .filter(one -> isNeeded(one.number()) || !hasFailed(one.number()))
                        .sorted(Comparator.comparingLong(one -> -one.number()));
        var left = new ArrayList<Release>();
        kept.forEach(one -> {
            if (left.size() < RELEASES_MAX || isNeeded(one.number())) {
                left.addFirst(one);
            }
        });
        return new WebTier(left, history, away);
    }

    private boolean isNeeded(long number) {
        return number == serving()
                || history.stream()
                        .filter(Deployment::runs)
                        .anyMatch(one -> one.release() == number || one.from() == number);
    }

    private boolean hasFailed(long number) {
        return history.stream()
                .anyMatch(one -> one.release() == number && one.phase() == Phase.BACK);
    }

    /// The newest deployment before the serving version's, that a rollback would go back to.
    @Nullable Release previous() {
        long serving = serving();
        for (Deployment one : history.reversed()) {
            if (one.release() == serving && one.phase() == Phase.DONE) {
                return release(one.from())
                        .filter(found -> found.number() != Release.FIRST)
                        .orElse(null);
            }
        }
        return null;
    }
}
