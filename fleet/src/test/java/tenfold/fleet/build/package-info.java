@NullMarked
package tenfold.fleet.build;

import org.jspecify.annotations.NullMarked;
