@NullMarked
package tenfold.edge.proxy;

import org.jspecify.annotations.NullMarked;
