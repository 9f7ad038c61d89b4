@NullMarked
package tenfold.edge.shield;

import org.jspecify.annotations.NullMarked;
