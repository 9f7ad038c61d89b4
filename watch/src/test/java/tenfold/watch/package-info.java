@NullMarked
package tenfold.watch;

import org.jspecify.annotations.NullMarked;
