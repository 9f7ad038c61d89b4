package tenfold.sql.cluster;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Does one task after the other on a thread of its own.
final class Lane implements AutoCloseable {
    private static final int TASKS_MAX = 1_000;

    /// May wait, and is interrupted when the lane closes.
    interface Task {
        void run() throws InterruptedException;
    }

    private final BlockingQueue<Task> tasks = new ArrayBlockingQueue<>(TASKS_MAX);
    private final Thread thread;

    Lane(String name) {
        thread = Thread.ofVirtual().name(name).start(this::work);
    }

    /// Throws when far too much waits already: a bug.
    void add(Task task) {
        tasks.add(task);
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                tasks.take().run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
