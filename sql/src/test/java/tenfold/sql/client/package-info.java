@NullMarked
package tenfold.sql.client;

import org.jspecify.annotations.NullMarked;
