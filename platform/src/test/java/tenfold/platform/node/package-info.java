@NullMarked
package tenfold.platform.node;

import org.jspecify.annotations.NullMarked;
