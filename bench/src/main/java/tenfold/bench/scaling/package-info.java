/// Replays traffic traces through control laws in simulated time: ours, the very code that runs in
/// control, beside AWS target tracking and the Kubernetes HPA, written from their documents.
///
/// The model is a fluid one: demand flows in instances wholly used, what instances that are ready
/// cannot do is lost (not queued), capacity is paid from launch to end. It leaves out what would
/// hurt the peers more than us: delay of their metrics, warm-up of a runtime, uneven balancing.
@NullMarked
package tenfold.bench.scaling;

import org.jspecify.annotations.NullMarked;
