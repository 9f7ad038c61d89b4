/// The data path: client connections, upstream connections and the exchanges between them, on event
/// loops.
///
/// Everything of one client connection, its upstream connections included, happens on one loop:
/// nothing here is locked. What loops share is in [Proxy]: the routes (one volatile read a
/// request), limits, and counters.
@NullMarked
package tenfold.edge.proxy;

import org.jspecify.annotations.NullMarked;
