@NullMarked
package tenfold.base.process;

import org.jspecify.annotations.NullMarked;
