@NullMarked
package tenfold.fleet;

import org.jspecify.annotations.NullMarked;
