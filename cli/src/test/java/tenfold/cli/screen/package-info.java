@NullMarked
package tenfold.cli.screen;

import org.jspecify.annotations.NullMarked;
