@NullMarked
package tenfold.edge.cache;

import org.jspecify.annotations.NullMarked;
