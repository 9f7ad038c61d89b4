/// The only wiring: which station stands where, and the processes that make up Tenfold on one
/// machine.
///
/// [Main] runs the command line. `up` becomes the node process ([tenfold.platform.up.Up] →
/// [tenfold.platform.node.Node]), which holds the data plane (edge, SQL gateway, fleet) and has the
/// control process, PostgreSQL and the application's instances as children.
///
/// When a neighbour is down: without control the node serves on from its last good image and starts
/// control again; without the node everything else ends, and the next `up` brings back the same
/// world from the data folder.
@NullMarked
package tenfold.platform;

import org.jspecify.annotations.NullMarked;
