@NullMarked
package tenfold.edge.target;

import org.jspecify.annotations.NullMarked;
