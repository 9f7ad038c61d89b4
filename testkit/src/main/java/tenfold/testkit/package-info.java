/// What tests of every module share: seeds, waiting without sleeping, faults and the checkers of
/// histories. Imported by tests only.
@NullMarked
package tenfold.testkit;

import org.jspecify.annotations.NullMarked;
