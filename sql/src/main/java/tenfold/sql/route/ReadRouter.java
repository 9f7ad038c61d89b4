package tenfold.sql.route;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.sql.parse.Hint;

/// Chooses the server of a statement.
///
/// A replica may run it when it shows all completed writes to the tables that the statement reads,
/// by whomever, and everything that this client has seen before. A client stays with its replica as
/// long as that is far enough, because one server never goes back; for another it must first be
/// known that this one is ahead of what the client saw.
public final class ReadRouter {
    private final Floors floors;

    public ReadRouter(Floors floors) {
        this.floors = floors;
    }

    /// For one statement, or several in one message. `number` spreads clients that have no replica
    /// yet.
    public Route route(
            Judgement judgement, Hint hint, Seen seen, List<Replica> replicas, int number) {
        if (!judgement.onReplica() || replicas.isEmpty() || hint instanceof Hint.Primary) {
            return Route.PRIMARY;
        }
        if (hint instanceof Hint.Replica) {
            return anyOf(seen, replicas, number);
        }
        long given = hint instanceof Hint.Lsn(long position) ? position : 0;
        return route(floors.mark(judgement), given, seen, replicas, number);
    }

    /// For a transaction that only reads.
    public Route routeTransaction(Seen seen, List<Replica> replicas, int number) {
        return replicas.isEmpty()
                ? Route.PRIMARY
                : route(floors.markOfAll(), 0, seen, replicas, number);
    }

    private Route route(long mark, long given, Seen seen, List<Replica> replicas, int number) {
        long position = floors.position(Math.max(mark, seen.mark()));
        if (position == Floors.UNKNOWN) {
            return Route.WAIT_FOR_PRIMARY;
        }
        position = Math.max(position, given);
        Replica own = own(seen, replicas);
        if (own != null && own.replayed() >= position) {
            return own;
        }
        long elsewhere = floors.position(Math.max(mark, seen.markElsewhere()));
        if (elsewhere == Floors.UNKNOWN) {
            return own == null ? Route.WAIT_FOR_PRIMARY : Route.WAIT_FOR_REPLICA;
        }
        return farEnough(Math.max(elsewhere, given), replicas, number);
    }

    /// The client's replica, if it is still there and the same.
    private static @Nullable Replica own(Seen seen, List<Replica> replicas) {
        Replica last = seen.replica();
        return last != null && last.inRotation() && replicas.contains(last) ? last : null;
    }

    private static Route farEnough(long position, List<Replica> replicas, int number) {
        boolean rotation = false;
        for (int i = 0; i < replicas.size(); i++) {
            Replica each = replicas.get(Math.floorMod(number + i, replicas.size()));
            if (each.inRotation() && each.replayed() >= position) {
                return each;
            }
            rotation |= each.inRotation();
        }
        return rotation ? Route.WAIT_FOR_REPLICA : Route.PRIMARY;
    }

    /// As old as it may be.
    private static Route anyOf(Seen seen, List<Replica> replicas, int number) {
        Replica own = own(seen, replicas);
        return own == null ? farEnough(0, replicas, number) : own;
    }
}
