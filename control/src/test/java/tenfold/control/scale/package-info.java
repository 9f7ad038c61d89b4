@NullMarked
package tenfold.control.scale;

import org.jspecify.annotations.NullMarked;
