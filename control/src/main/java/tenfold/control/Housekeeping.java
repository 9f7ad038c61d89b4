package tenfold.control;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import tenfold.control.problem.Refusal;

/// What control looks after once an hour, on a virtual thread of its own.
final class Housekeeping implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofHours(1);

    /// What is to be looked after.
    interface Chore {
        void run() throws IOException, Refusal;
    }

    private final Chore chore;
    private final Consumer<Throwable> faults;
    private final Thread thread;

    Housekeeping(Chore chore, Consumer<Throwable> faults) {
        this.chore = chore;
        this.faults = faults;
        thread = Thread.ofVirtual().name("control housekeeping").start(this::keepHouse);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void keepHouse() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            chore.run();
        } catch (IOException | Refusal | RuntimeException e) {
            faults.accept(e);
        }
    }
}
