@NullMarked
package tenfold.edge.cache.rule;

import org.jspecify.annotations.NullMarked;
