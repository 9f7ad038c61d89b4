package tenfold.control.grow;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tenfold.control.plan.Decision;
import tenfold.control.plan.Decisions;
import tenfold.control.plan.Topology;
import tenfold.control.status.CacheStatus;

/// What growth needs of the rest of control.
public interface World {
    Decisions decisions();

    Topology topology();

    /// The version of the image that is published.
    long imageVersion();

    /// Records a decision, and publishes the image that it leads to.
    void decide(Decision decision) throws IOException;

    /// The edge's cache as it is reported; null before the edge has.
    @Nullable CacheStatus cache();

    void keepSecret(String name, String value) throws IOException;

    /// A folder for a server's socket whose path is short enough.
    Path socketFolder(String name) throws IOException;
}
