@NullMarked
package tenfold.edge.opening;

import org.jspecify.annotations.NullMarked;
