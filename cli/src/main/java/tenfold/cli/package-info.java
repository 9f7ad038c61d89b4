/// The command line: reads arguments, asks control over HTTP, prints what people and programs read.
///
/// **In**: the arguments, and what the calling process gave ([Shell]). **Out**: data on standard
/// output, messages on standard error, an exit code ([Exit]). `up` is parsed here and handed to the
/// caller, because it *is* the node process; every other command finds a running application
/// through the files `control/address` and `control/token` of its data folder.
///
/// **Threads**: the caller's. **Limits**: answers up to 16 MiB, log files are read from their last
/// MiB, every call has a deadline.
///
/// **When control is down**: `down` ends the node by its process id (verified by its start time),
/// `logs` reads the files, `doctor` needs nobody; the others say so and exit with 1.
@NullMarked
package tenfold.cli;

import org.jspecify.annotations.NullMarked;
