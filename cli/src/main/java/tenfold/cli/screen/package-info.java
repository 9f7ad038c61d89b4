/// What people read: pure text made from answers, with or without colour.
@NullMarked
package tenfold.cli.screen;

import org.jspecify.annotations.NullMarked;
