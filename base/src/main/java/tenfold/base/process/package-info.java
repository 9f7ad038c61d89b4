/// Child processes that never outlive us, leak nothing and say why they ended.
///
/// **In:** a [ChildSpec]: command, folder, environment, user, log file. **Out:** a [ChildProcess]:
/// pid, last lines of output, [Exit].
///
/// A child is the leader of its own session, gets exactly the environment given, no descriptor but
/// 0 (`/dev/null`), 1 and 2 (a pipe to us), umask 077, and the fewest privileges that the machine's
/// tools can arrange. Whatever it starts belongs to its session and ends with it.
///
/// **Three belts against orphans.** (1) The kernel signals the child when the thread that started
/// it ends (`PR_SET_PDEATHSIG`), which is why one immortal thread of [ProcessLauncher] starts them
/// all. (2) A reaper, a shell in a session of its own, waits for the end of a pipe from us and then
/// ends every recorded session, grandchildren too. (3) [Leftovers] ends at the next start what a
/// killed reaper left behind. Recorded pids carry their start time: a reused pid is never hit.
///
/// **Threads:** one launcher thread; per child one platform thread that reads its output and two
/// virtual ones that wait for its end and write its log. **Limits:** see [OutputLog]. **When the
/// disk is full** lines are dropped and counted; the child never waits for a log.
///
/// Linux has all of it. macOS lacks `setpriv` and `/proc`: there, sessions come from perl, the
/// first belt and the memory figure are missing.
@NullMarked
package tenfold.base.process;

import org.jspecify.annotations.NullMarked;
