@NullMarked
package tenfold.edge.log;

import org.jspecify.annotations.NullMarked;
