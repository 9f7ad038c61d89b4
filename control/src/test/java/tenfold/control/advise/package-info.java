@NullMarked
package tenfold.control.advise;

import org.jspecify.annotations.NullMarked;
