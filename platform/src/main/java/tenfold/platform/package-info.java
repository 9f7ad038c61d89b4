@NullMarked
package tenfold.platform;

import org.jspecify.annotations.NullMarked;
