/// The watch: keeps metrics, answers questions about them, and raises alarms.
///
/// **In:** the node's reports each second, what applications show at their own `/metrics`, what
/// they send by OTLP, and a image that says whom to ask and which alarms there are. **Out:**
/// answers to queries, the platform's metrics as text, alarms and what they did.
///
/// It lives in the control process beside control, never in the node: telemetry that fails, hangs
/// or takes all memory must not cost a request. docs/decisions/watch.md says why.
///
/// **Threads:** one keeps ([Watch]'s own), so that nobody waits for a disk; queries run on their
/// caller's, two at a time.
///
/// **Limits:** [tenfold.watch.store.StoreLimits]; 64 batches waiting, beyond which the newest is
/// dropped and counted.
///
/// **When a neighbour is down:** without reports there are no new samples, and alarms see missing
/// data. Without disk, memory goes on. When it dies with control, the log and the blocks have what
/// was kept.
@NullMarked
package tenfold.watch;

import org.jspecify.annotations.NullMarked;
