package tenfold.journeys;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import tenfold.testkit.ProcessTree;

/// Whom a kill journey kills with signal 9.
enum Victim {
    INSTANCE("forum.jar"),
    POSTGRES("/bin/postgres"),
    CONTROL("control-process"),
    NODE(""),
    ALL("");

    private final String mark;

    Victim(String mark) {
        this.mark = mark;
    }

    static Victim any(Random random) {
        return List.of(values()).get(random.nextInt(values().length));
    }

    /// Whether `up` itself dies and has to be said again.
    boolean endsUp() {
        return this == NODE || this == ALL;
    }

    void kill(TenfoldUp up) throws IOException, InterruptedException {
        switch (this) {
            case NODE -> new ProcessTree(up.process().pid()).killRoot();
            case ALL -> new ProcessTree(up.process().pid()).kill();
            case INSTANCE, POSTGRES, CONTROL -> {
                for (ProcessHandle child : marked(up)) {
                    new ProcessTree(child.pid()).kill();
                }
            }
        }
    }

    /// The top-most processes of this kind.
    List<ProcessHandle> marked(TenfoldUp up) {
        return up.process().children().filter(child -> commandLine(child).contains(mark)).toList();
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }
}
