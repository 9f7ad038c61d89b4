@NullMarked
package tenfold.control.move;

import org.jspecify.annotations.NullMarked;
