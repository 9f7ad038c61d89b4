@NullMarked
package tenfold.control.status;

import org.jspecify.annotations.NullMarked;
