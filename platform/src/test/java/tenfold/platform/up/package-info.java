@NullMarked
package tenfold.platform.up;

import org.jspecify.annotations.NullMarked;
