package tenfold.watch;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tenfold.watch.store.MetricStore;
import tenfold.watch.store.Reading;

/// The loop that keeps batches: others hand them over and never wait; what does not fit is dropped
/// and counted.
final class Intake implements AutoCloseable {
    private static final int WAITING_MAX = 64;

    /// Readings of one source at one moment; they are made by the loop.
    private record Batch(String source, long millis, Supplier<List<Reading>> readings) {}

    /// Ends the loop. An interrupt would cut a file short.
    private static final Batch END = new Batch("end", 0, List::of);

    private final MetricStore store;
    private final Consumer<Throwable> faults;
    private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;

    Intake(MetricStore store, Consumer<Throwable> faults) {
        this.store = store;
        this.faults = faults;
        this.thread = Thread.ofVirtual().name("watch intake").start(this::run);
    }

    void add(String source, long millis, Supplier<List<Reading>> readings) {
        if (!waiting.offer(new Batch(source, millis, readings))) {
            dropped.incrementAndGet();
        }
    }

    int waiting() {
        return waiting.size();
    }

    long dropped() {
        return dropped.get();
    }

    @SuppressWarnings("ReferenceEquality") // END is a mark
    private void run() {
        try {
            for (Batch batch = waiting.take(); batch != END; batch = waiting.take()) {
                keep(batch);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep(Batch batch) {
        try {
            store.append(batch.source(), batch.millis(), batch.readings().get());
        } catch (IOException | RuntimeException e) {
            faults.accept(e);
        }
    }

    @Override
    public void close() {
        try {
            waiting.put(END);
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
