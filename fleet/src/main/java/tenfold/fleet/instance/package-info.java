/// One instance's life: the rules ([InstanceLife], pure), and the thread, process and probe around
/// them ([Instance]).
@NullMarked
package tenfold.fleet.instance;

import org.jspecify.annotations.NullMarked;
