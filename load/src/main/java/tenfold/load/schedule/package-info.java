/// When requests are due and which URL each asks for: pure, seeded, without a clock.
@NullMarked
package tenfold.load.schedule;

import org.jspecify.annotations.NullMarked;
