@NullMarked
package tenfold.base;

import org.jspecify.annotations.NullMarked;
