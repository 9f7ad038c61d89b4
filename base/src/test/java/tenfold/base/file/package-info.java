@NullMarked
package tenfold.base.file;

import org.jspecify.annotations.NullMarked;
