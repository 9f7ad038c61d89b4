@NullMarked
package tenfold.watch.collect;

import org.jspecify.annotations.NullMarked;
