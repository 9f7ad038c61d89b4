/// What every part of Tenfold stands on and no part of the domain: checks, files that survive a
/// crash, addresses, counters. Imports the JDK only.
@NullMarked
package tenfold.base;

import org.jspecify.annotations.NullMarked;
