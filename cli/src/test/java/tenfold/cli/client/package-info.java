@NullMarked
package tenfold.cli.client;

import org.jspecify.annotations.NullMarked;
