/// Commands that are run once: builds and migrations of releases.
///
/// [Jobs] keeps a record of each, so that no command is ever run a second time under one id: what
/// ran when the node ended is reported as failed, because nobody can tell how far it came.
@NullMarked
package tenfold.fleet.job;

import org.jspecify.annotations.NullMarked;
