package tenfold.control.release;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import tenfold.model.InstanceId;
import tenfold.model.manifest.Manifest;

/// What releases need of the rest of control.
public interface ReleaseWorld {
    WebTier web();

    /// The version of the image that is published.
    long imageVersion();

    /// What serves when nothing was deployed.
    Release first();

    /// The manifest in the application's folder as it is now, with every framework that is found
    /// there written out.
    Manifest read() throws ReleaseRefused;

    /// Where a release's files go.
    Path folder(long release);

    /// Assigns the ports of a version's instances.
    void assignPorts(Release release) throws IOException, ReleaseRefused;

    Set<InstanceId> instances(Release release);

    /// Records a release.
    void add(Release release) throws IOException;

    /// Records how far a deployment is, and publishes the image that follows from it.
    void decide(Deployment deployment) throws IOException;

    /// Deletes the files of releases that are no longer kept.
    void deleteUnused() throws IOException;
}
