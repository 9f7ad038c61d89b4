@NullMarked
package tenfold.load;

import org.jspecify.annotations.NullMarked;
