@NullMarked
package tenfold.watch.otlp;

import org.jspecify.annotations.NullMarked;
