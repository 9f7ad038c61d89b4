/// Tests of the test tools: each checker is shown histories that must turn it red.
@NullMarked
package tenfold.testkit;

import org.jspecify.annotations.NullMarked;
