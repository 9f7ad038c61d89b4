package tenfold.sql.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.model.ServerId;
import tenfold.model.SwitchReport;

/// What a cluster must not forget: on disk before it is acted upon.
///
/// Two sets carry the promise that no acknowledged write is lost. Commits wait for one of `awaited`
/// (PostgreSQL's `synchronous_standby_names`). Every acknowledged write is on the disk of the
/// primary *and of at least one of `witnesses`*: so whoever sees all witnesses and takes the most
/// advanced loses nothing. No witnesses means that nobody knows, and no failover.
///
/// @param epoch rises with each change of the primary
/// @param outside the server outside the cluster that serves instead of `primary`; null usually
/// @param copies servers whose data descends from the primary's history; all others need a copy
/// @param wish the number of the last switch wish that was carried out or refused
/// @param failoverAtMillis wall clock of the last automatic failover; 0 when there was none
/// @param switches the last ones, the newest last
record ClusterRecord(
        long epoch,
        ServerId primary,
        @Nullable ServerId outside,
        Set<ServerId> copies,
        Set<ServerId> awaited,
        Set<ServerId> witnesses,
        long wish,
        long failoverAtMillis,
        List<SwitchReport> switches) {
    static final int SWITCHES_MAX = 20;

    ClusterRecord {
        copies = Set.copyOf(copies);
        awaited = Set.copyOf(awaited);
        witnesses = Set.copyOf(witnesses);
        switches =
                List.copyOf(
                        switches.subList(
                                Math.max(0, switches.size() - SWITCHES_MAX), switches.size()));
        Check.that(epoch >= 1, "epoch %d is below 1", epoch);
        Check.that(copies.contains(primary), "the primary %s has no copy", primary);
        Check.that(awaited.containsAll(witnesses), "a witness that no commit waits for");
        Check.that(!awaited.contains(primary), "the primary %s waits for itself", primary);
    }

    static ClusterRecord first(ServerId primary) {
        return new ClusterRecord(
                1, primary, null, Set.of(primary), Set.of(), Set.of(), 0, 0, List.of());
    }

    ClusterRecord copies(Set<ServerId> newly) {
        return new ClusterRecord(
                epoch,
                primary,
                outside,
                newly,
                awaited,
                witnesses,
                wish,
                failoverAtMillis,
                switches);
    }

    ClusterRecord awaiting(Set<ServerId> newly, Set<ServerId> proven) {
        return new ClusterRecord(
                epoch, primary, outside, copies, newly, proven, wish, failoverAtMillis, switches);
    }

    ClusterRecord wish(long number) {
        return new ClusterRecord(
                epoch,
                primary,
                outside,
                copies,
                awaited,
                witnesses,
                number,
                failoverAtMillis,
                switches);
    }

    ClusterRecord with(SwitchReport report) {
        List<SwitchReport> all = new ArrayList<>(switches);
        all.add(report);
        return new ClusterRecord(
                epoch, primary, outside, copies, awaited, witnesses, wish, failoverAtMillis, all);
    }

    /// The last switch, as it turned out.
    ClusterRecord amended(UnaryOperator<SwitchReport> amendment) {
        List<SwitchReport> all = new ArrayList<>(switches);
        all.set(all.size() - 1, amendment.apply(all.getLast()));
        return new ClusterRecord(
                epoch, primary, outside, copies, awaited, witnesses, wish, failoverAtMillis, all);
    }

    /// The next epoch, under another primary: nobody is a witness of it yet.
    ClusterRecord next(ServerId newPrimary, Set<ServerId> newCopies, Set<ServerId> newAwaited) {
        return new ClusterRecord(
                epoch + 1,
                newPrimary,
                null,
                newCopies,
                newAwaited,
                Set.of(),
                wish,
                failoverAtMillis,
                switches);
    }

    /// The next epoch, served from outside the cluster, or by the primary again.
    ClusterRecord outside(@Nullable ServerId server) {
        return new ClusterRecord(
                epoch + 1,
                primary,
                server,
                copies,
                awaited,
                witnesses,
                wish,
                failoverAtMillis,
                switches);
    }

    ClusterRecord failedOverAt(long wallMillis) {
        return new ClusterRecord(
                epoch, primary, outside, copies, awaited, witnesses, wish, wallMillis, switches);
    }

    static Set<ServerId> plus(Set<ServerId> all, ServerId one) {
        Set<ServerId> result = new TreeSet<>(BY_NAME);
        result.addAll(all);
        result.add(one);
        return result;
    }

    static Set<ServerId> minus(Set<ServerId> all, ServerId one) {
        Set<ServerId> result = new TreeSet<>(BY_NAME);
        result.addAll(all);
        result.remove(one);
        return result;
    }

    static final java.util.Comparator<ServerId> BY_NAME =
            java.util.Comparator.comparing(ServerId::value);
}
