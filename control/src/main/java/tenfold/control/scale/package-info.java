/// Auto scaling: how many instances a service is to have, from what the node reports.
///
/// **In:** one [tenfold.control.scale.Observation] a report. **Out:** one
/// [tenfold.control.scale.ScaleDecision] each, with its reason and everything that it was made
/// from.
///
/// The way of one decision: [tenfold.control.scale.Scaler] remembers what was observed for as long
/// as the longest window, and sums it up as [tenfold.control.scale.Evidence];
/// [tenfold.control.scale.ScaleLaw] decides from evidence alone, so that a recorded decision can be
/// made again. Time is an argument everywhere; nothing here has a thread, a file or a socket.
@NullMarked
package tenfold.control.scale;

import org.jspecify.annotations.NullMarked;
