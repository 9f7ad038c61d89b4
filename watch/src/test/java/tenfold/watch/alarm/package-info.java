@NullMarked
package tenfold.watch.alarm;

import org.jspecify.annotations.NullMarked;
