@NullMarked
package tenfold.control.grow;

import org.jspecify.annotations.NullMarked;
