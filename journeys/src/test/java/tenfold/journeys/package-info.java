/// Whole-system stories: the real launcher class path, real applications, real faults, each with a
/// time limit.
@NullMarked
package tenfold.journeys;

import org.jspecify.annotations.NullMarked;
