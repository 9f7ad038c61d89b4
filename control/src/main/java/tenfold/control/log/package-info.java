/// Reads the log files that other parts write: the newest lines, and new lines as they come.
@NullMarked
package tenfold.control.log;

import org.jspecify.annotations.NullMarked;
