package tenfold.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// The cluster as the station sees it.
///
/// @param epoch rises with each change of the primary
/// @param primary null while there is none that may serve
/// @param held why statements are held; null when they are not
/// @param switches the last ones, the newest last
public record ClusterReport(
        long epoch,
        @Nullable ServerId primary,
        Protection protection,
        @Nullable String held,
        List<ServerReport> servers,
        List<SwitchReport> switches,
        @Nullable ComparisonReport comparison,
        @Nullable MoveReport move) {
    public ClusterReport {
        servers = List.copyOf(servers);
        Check.that(!servers.isEmpty(), "a cluster has a server");
        switches = List.copyOf(switches);
    }

    /// The primary, or while there is none the first server of all.
    public ServerReport head() {
        return servers.stream()
                .filter(each -> each.id().equals(primary))
                .findFirst()
                .orElseGet(servers::getFirst);
    }
}
