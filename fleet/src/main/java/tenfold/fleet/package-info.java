/// The application's instances: built, launched, probed, restarted, stopped.
///
/// **In:** a `FleetImage` for each version ([Fleet#apply]). **Out:** a `FleetReport`; log files
/// `<instance>.log`. [FleetConfig] says where and how. [tenfold.fleet.build.Build] runs a service's
/// build command before that.
///
/// Each instance is a child process in a session of its own, with exactly the environment of its
/// spec, secrets filled in at launch, and the lowest privileges that work
/// ([tenfold.fleet.instance.Privileges]). It is asked for its health by HTTP from the start; one
/// that ends, never becomes healthy or falls silent is started again after a growing pause, and the
/// report says why with its last words. Changed instances are replaced one by one per service.
///
/// **Threads:** one virtual thread for the fleet, one per instance, short ones for launches, stops
/// and probes. **Limits:** as many starts at once as cores; one probe at a time per instance;
/// bounded logs and last words. **When a neighbour is down:** the last image keeps being served
/// without control; a full disk costs log lines only; without a port or a program an instance waits
/// and says so.
@NullMarked
package tenfold.fleet;

import org.jspecify.annotations.NullMarked;
