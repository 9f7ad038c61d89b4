@NullMarked
package tenfold.edge;

import org.jspecify.annotations.NullMarked;
