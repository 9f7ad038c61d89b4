package tenfold.control.api;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tenfold.control.grow.Advisor;
import tenfold.control.grow.Growth;
import tenfold.control.grow.GrowthRefused;
import tenfold.control.plan.Variable;
import tenfold.control.release.ReleaseRefused;
import tenfold.control.release.Releases;
import tenfold.control.scale.ScaleRefused;
import tenfold.control.scale.Scaling;
import tenfold.control.status.Status;
import tenfold.control.status.StatusBook;
import tenfold.control.zone.ZoneRefused;
import tenfold.control.zone.Zones;
import tenfold.model.NodeReport;
import tenfold.model.PurgeReport;
import tenfold.model.PurgeWish;

/// What the API asks of the rest of control.
public interface Desk {
    Status status();

    StatusBook.Background background();

    void accept(NodeReport report) throws IOException;

    /// One call on growth, under the lock that keeps others out.
    interface GrowthCall<T> {
        T on(Growth growth, Instant now) throws IOException, GrowthRefused;
    }

    <T> T growing(GrowthCall<T> call) throws IOException, GrowthRefused;

    /// One call on releases, under the same lock.
    interface ReleaseCall<T> {
        T on(Releases releases, Instant now) throws IOException, ReleaseRefused;
    }

    /// One call on zones, under the same lock.
    interface ZoneCall<T> {
        T on(Zones zones, Instant now) throws IOException, ZoneRefused;
    }

    <T> T zoning(ZoneCall<T> call) throws IOException, ZoneRefused;

    <T> T releasing(ReleaseCall<T> call) throws IOException, ReleaseRefused;

    /// One call on the groups of instances, under the same lock.
    interface ScaleCall<T> {
        T on(Scaling scaling, Instant now) throws IOException, ScaleRefused;
    }

    <T> T scaling(ScaleCall<T> call) throws IOException, ScaleRefused;

    /// What is advised, and the steps that make sense now.
    Advisor.Plan plan() throws IOException;

    /// Lets the edge forget answers; returns the number of the wish.
    long purge(PurgeWish.Kind kind, String value, boolean soft) throws IOException;

    /// What the node says of a wish that was granted.
    Optional<PurgeReport> purged(long number);

    /// The variables of a service's first instance; empty when there is no such service.
    Optional<List<Variable>> variables(String service);

    String secret(String name) throws IOException;

    /// Publishes the present image again, above a version that a node has and this journal has not.
    void publishAbove(long version) throws IOException;
}
