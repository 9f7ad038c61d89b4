@NullMarked
package tenfold.sql.server;

import org.jspecify.annotations.NullMarked;
