/// The access log: lines are made on the event loops, and written by one thread.
@NullMarked
package tenfold.edge.log;

import org.jspecify.annotations.NullMarked;
