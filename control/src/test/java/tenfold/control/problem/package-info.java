@NullMarked
package tenfold.control.problem;

import org.jspecify.annotations.NullMarked;
