@NullMarked
package tenfold.base.metric;

import org.jspecify.annotations.NullMarked;
