/// Files that are whole after a crash at any moment.
@NullMarked
package tenfold.base.file;

import org.jspecify.annotations.NullMarked;
