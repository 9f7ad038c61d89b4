package tenfold.sql.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// Which servers the gateway may use.
///
/// @param epoch rises with each change of the primary; no connection outlives the epoch under which
///   it was opened to a primary
/// @param primary null: statements are held, and connections to the primary of the same epoch are
///   kept but not lent
/// @param replicas those in rotation for reads
public record Serving(long epoch, @Nullable Upstream primary, List<Upstream> replicas) {
    static final Serving NONE = new Serving(0, null, List.of());

    public Serving {
        replicas = List.copyOf(replicas);
        Check.that(epoch >= 0, "epoch %d is negative", epoch);
    }
}
