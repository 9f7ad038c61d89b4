@NullMarked
package tenfold.control.journal;

import org.jspecify.annotations.NullMarked;
