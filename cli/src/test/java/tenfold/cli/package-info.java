@NullMarked
package tenfold.cli;

import org.jspecify.annotations.NullMarked;
