package tenfold.control.scale;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.ServiceName;
import tenfold.model.manifest.ScaleManifest;

/// What scaling needs of the rest of control.
public interface ScaleWorld {
    /// A service and how it is to be scaled.
    ///
    /// @param rules null for a fixed number of instances
    /// @param stopGrace how long an instance may take to end
    /// @param drainMax how long it may finish what it has before
    record Scaled(
            ServiceName service,
            @Nullable ScaleManifest rules,
            int fixed,
            Duration stopGrace,
            Duration drainMax) {}

    List<Scaled> services();

    /// What was recorded of a service; empty when it was never scaled.
    Optional<ScaleGroup> recorded(ServiceName service);

    /// The names of an instance of the version that serves, and of what stands in for it.
    Set<String> names(ServiceName service, int number);

    /// The version of the image that is published.
    long imageVersion();

    /// The history of a service's demand as it was kept last; empty when there is none.
    byte[] kept(ServiceName service);

    void keep(ServiceName service, byte[] history) throws IOException;

    /// Records a group, and publishes the image that it leads to.
    void decide(ScaleGroup group) throws IOException;
}
