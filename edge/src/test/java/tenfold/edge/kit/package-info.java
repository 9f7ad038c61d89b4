/// Clients, origins and an edge over real sockets, for tests.
@NullMarked
package tenfold.edge.kit;

import org.jspecify.annotations.NullMarked;
