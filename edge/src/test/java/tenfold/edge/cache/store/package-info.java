@NullMarked
package tenfold.edge.cache.store;

import org.jspecify.annotations.NullMarked;
