@NullMarked
package tenfold.sql;

import org.jspecify.annotations.NullMarked;
