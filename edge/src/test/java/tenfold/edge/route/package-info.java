@NullMarked
package tenfold.edge.route;

import org.jspecify.annotations.NullMarked;
