package tenfold.sql.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.Durability;
import tenfold.model.LocalPlace;
import tenfold.model.ReadPolicy;
import tenfold.model.ServerId;
import tenfold.model.ServerRole;
import tenfold.sql.route.Lag;

/// All that the rules know, and the effects that they have asked for in this turn.
final class Scene {
    final Map<ServerId, Copy> copies = new TreeMap<>(ClusterRecord.BY_NAME);
    final List<Effect> effects = new ArrayList<>();
    final Lag lag = new Lag();
    @Nullable DatabaseCluster wanted;
    ReadPolicy reads = ReadPolicy.DEFAULT;
    volatile @Nullable ClusterRecord record;

    /// A record on its way to the disk; nothing else is decided that needs one meanwhile.
    @Nullable ClusterRecord pending;

    @Nullable Change change;
    boolean quiesced;
    Effect.@Nullable Serve served;

    /// A change that is recorded and whose first statement is awaited.
    @Nullable Change finishing;

    /// Since when nobody confirms what commits wait for.
    long aloneSince = Long.MIN_VALUE;

    /// No automatic failover before this moment.
    long failoverNotBefore = Long.MIN_VALUE;

    long now;
    long wallMillis;

    void add(Effect effect) {
        effects.add(effect);
    }

    void write(ClusterRecord next) {
        pending = next;
        add(new Effect.Write(next));
    }

    DatabaseCluster wanted() {
        return Objects.requireNonNull(wanted);
    }

    ClusterRecord record() {
        return Objects.requireNonNull(record);
    }

    Copy primary() {
        return copy(record().primary());
    }

    Copy copy(ServerId id) {
        return copies.computeIfAbsent(id, Copy::new);
    }

    boolean member(ServerId id) {
        return wanted().server(id)
                .filter(server -> server.role() == ServerRole.MEMBER && server.local() != null)
                .isPresent();
    }

    @Nullable LocalPlace place(ServerId id) {
        return wanted().server(id).map(DatabaseServer::local).orElse(copy(id).place);
    }

    boolean synchronousWanted() {
        return wanted().durability() != Durability.SINGLE;
    }

    /// Members beside `primary` that have a copy and run.
    Set<ServerId> standbys(ServerId primary) {
        Set<ServerId> all = new TreeSet<>(ClusterRecord.BY_NAME);
        for (ServerId id : record().copies()) {
            if (!id.equals(primary) && member(id) && copy(id).up()) {
                all.add(id);
            }
        }
        return all;
    }

    /// All members beside `primary`.
    Set<ServerId> members(ServerId primary) {
        Set<ServerId> all = new TreeSet<>(ClusterRecord.BY_NAME);
        for (DatabaseServer server : wanted().servers()) {
            if (!server.id().equals(primary) && member(server.id())) {
                all.add(server.id());
            }
        }
        return all;
    }

    /// Whether the primary sees it stream, and it answers: a frozen one looks connected for long.
    boolean streams(ServerId id) {
        View view = primary().view;
        return view != null && view.followers().containsKey(id) && answers(copy(id));
    }

    /// For how long nobody has confirmed what commits wait for.
    long aloneFor() {
        return aloneSince == Long.MIN_VALUE ? 0 : now - aloneSince;
    }

    boolean answers(Copy copy) {
        return copy.up() && now - copy.heardAt < ClusterRules.SILENCE;
    }

    /// How far it has confirmed to the primary; -1 when it does not stream.
    long flushed(ServerId id) {
        View view = primary().view;
        View.Follower follower = view == null ? null : view.followers().get(id);
        return follower == null ? -1 : follower.flushed();
    }

    /// Whether one of these has confirmed everything up to `lsn`.
    boolean confirmed(Set<ServerId> any, long lsn) {
        return any.stream().anyMatch(id -> flushed(id) >= lsn);
    }

    /// Nothing is written any more: what each copy replays from now on is what it was behind.
    void noteReplayed() {
        copies.values().forEach(Copy::noteReplayed);
    }

    /// Every server that needs a slot on `primary`.
    Set<ServerId> followersOf(ServerId primary) {
        Set<ServerId> all = new TreeSet<>(ClusterRecord.BY_NAME);
        all.addAll(record().copies());
        wanted().servers().stream()
                .filter(server -> server.local() != null)
                .map(DatabaseServer::id)
                .forEach(all::add);
        all.remove(primary);
        return all;
    }

    /// The most advanced of these; of equals the first by name.
    Copy mostAdvanced(Set<ServerId> of) {
        return of.stream()
                .sorted(ClusterRecord.BY_NAME)
                .map(this::copy)
                .max(
                        Comparator.<Copy>comparingLong(
                                        each -> Objects.requireNonNull(each.view).replayed())
                                .thenComparing(each -> each.id.value(), Comparator.reverseOrder()))
                .orElseThrow();
    }
}
