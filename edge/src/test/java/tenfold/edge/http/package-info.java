@NullMarked
package tenfold.edge.http;

import org.jspecify.annotations.NullMarked;
