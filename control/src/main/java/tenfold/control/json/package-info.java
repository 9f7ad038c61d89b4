/// JSON as control reads and writes it: records by their component names, strict when read.
@NullMarked
package tenfold.control.json;

import org.jspecify.annotations.NullMarked;
