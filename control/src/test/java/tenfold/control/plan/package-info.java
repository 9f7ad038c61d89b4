@NullMarked
package tenfold.control.plan;

import org.jspecify.annotations.NullMarked;
