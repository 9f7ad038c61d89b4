/// Which group of targets a request belongs to.
@NullMarked
package tenfold.edge.route;

import org.jspecify.annotations.NullMarked;
