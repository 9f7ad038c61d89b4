/// A real browser for tests, driven over its DevTools protocol.
@NullMarked
package tenfold.control.browser;

import org.jspecify.annotations.NullMarked;
