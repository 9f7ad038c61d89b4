@NullMarked
package tenfold.watch.store;

import org.jspecify.annotations.NullMarked;
