@NullMarked
package tenfold.sql.cluster;

import org.jspecify.annotations.NullMarked;
