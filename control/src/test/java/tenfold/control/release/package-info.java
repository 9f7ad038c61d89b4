@NullMarked
package tenfold.control.release;

import org.jspecify.annotations.NullMarked;
