@NullMarked
package tenfold.fleet.instance;

import org.jspecify.annotations.NullMarked;
