@NullMarked
package tenfold.sql.parse;

import org.jspecify.annotations.NullMarked;
