package tenfold.control;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import tenfold.control.problem.Refusal;

/// Does a chore each hour until it is closed; what goes wrong is told, and tried again an hour
/// later.
final class Housekeeper implements AutoCloseable {
    private static final Duration EVERY = Duration.ofHours(1);

    /// What is done.
    interface Chore {
        void run() throws IOException, Refusal;
    }

    private final Chore chore;
    private final Consumer<Throwable> faults;
    private final Thread thread;

    Housekeeper(Chore chore, Consumer<Throwable> faults) {
        this.chore = chore;
        this.faults = faults;
        thread = Thread.ofVirtual().name("control housekeeping").start(this::keep);
    }

    private void keep() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                runOrTell();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOrTell() {
        try {
            chore.run();
        } catch (IOException | Refusal | RuntimeException e) {
            faults.accept(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
