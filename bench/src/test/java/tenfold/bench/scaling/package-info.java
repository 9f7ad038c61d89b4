@NullMarked
package tenfold.bench.scaling;

import org.jspecify.annotations.NullMarked;
