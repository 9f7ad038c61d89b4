@NullMarked
package tenfold.watch.query;

import org.jspecify.annotations.NullMarked;
