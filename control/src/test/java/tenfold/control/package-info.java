@NullMarked
package tenfold.control;

import org.jspecify.annotations.NullMarked;
