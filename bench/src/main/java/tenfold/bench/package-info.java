/// Our stations as contenders in `bench/run`: each alone in a JVM, started by a script with plain
/// arguments.
@NullMarked
package tenfold.bench;

import org.jspecify.annotations.NullMarked;
