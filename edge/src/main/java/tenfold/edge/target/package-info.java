/// The instances behind the edge: who is healthy, who gets the next request, and what each has
/// seen.
@NullMarked
package tenfold.edge.target;

import org.jspecify.annotations.NullMarked;
