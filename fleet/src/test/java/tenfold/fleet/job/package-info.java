@NullMarked
package tenfold.fleet.job;

import org.jspecify.annotations.NullMarked;
