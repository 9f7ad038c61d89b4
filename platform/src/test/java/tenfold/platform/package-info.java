/// Tests of the whole repository: its walls and its tidiness.
@NullMarked
package tenfold.platform;

import org.jspecify.annotations.NullMarked;
