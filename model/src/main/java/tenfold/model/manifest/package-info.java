/// What the people who own the application wrote (or what was detected in its folder), checked and
/// with every default filled in. Records only; `control` reads and judges the file.
@NullMarked
package tenfold.model.manifest;

import org.jspecify.annotations.NullMarked;
