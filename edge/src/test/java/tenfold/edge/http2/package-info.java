@NullMarked
package tenfold.edge.http2;

import org.jspecify.annotations.NullMarked;
