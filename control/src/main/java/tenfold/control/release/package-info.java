/// Releases of the application: a new version is started beside the old one, gets requests by
/// steps, is judged at each, and takes over or goes back by itself.
///
/// A [Deployment] is what one line of the journal holds: every phase is only "publish this image,
/// wait until the reports say so". [Rollout] has the rules (pure), [Judgement] compares two
/// versions (pure), [Releases] is what control calls.
@NullMarked
package tenfold.control.release;

import org.jspecify.annotations.NullMarked;
