package tenfold.sql.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.ServerId;

/// A simulated PostgreSQL server: its WAL is a list of numbers, each the id of a write.
final class Box {
    final ServerId id;
    List<Long> log = new ArrayList<>();
    int replayed;

    /// Whose history its WAL is: that of the promotion after which it was written.
    long timeline = 1;

    boolean data;
    boolean alive;
    boolean signal;
    boolean recovering;
    boolean diskFull;
    long frozenUntil;
    long life;
    @Nullable ServerId follow;
    Set<ServerId> names = Set.of();

    /// Whom it received from last, while that one lives.
    boolean connected;

    /// Writes that are in the WAL and whose commit waits; by id, the position after them.
    final Map<Long, Integer> waiting = new LinkedHashMap<>();

    Box(ServerId id) {
        this.id = id;
    }

    boolean runs(long now) {
        return alive && now >= frozenUntil;
    }

    boolean leads() {
        return alive && !recovering;
    }

    void die() {
        alive = false;
        connected = false;
        frozenUntil = 0;
        waiting.clear();
    }

    /// Whether all that it has is also in `other`, at the same places.
    boolean prefixOf(Box other) {
        int size = log.size();
        return size == 0
                || (size <= other.log.size() && log.get(size - 1).equals(other.log.get(size - 1)));
    }
}
