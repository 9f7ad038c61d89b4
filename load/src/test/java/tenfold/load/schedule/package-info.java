@NullMarked
package tenfold.load.schedule;

import org.jspecify.annotations.NullMarked;
