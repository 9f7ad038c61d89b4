@NullMarked
package tenfold.control.log;

import org.jspecify.annotations.NullMarked;
