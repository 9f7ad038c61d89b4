/// Files with rights of their own that are whole after a crash.
@NullMarked
package tenfold.control.file;

import org.jspecify.annotations.NullMarked;
