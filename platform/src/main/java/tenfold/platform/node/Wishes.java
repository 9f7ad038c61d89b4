package tenfold.platform.node;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import tenfold.model.Image;
import tenfold.platform.node.ControlLink.Wanted;

/// Follows control: waits for newer images and for the wish to stop, for as long as the node lives.
final class Wishes implements AutoCloseable {
    /// What to do with what control wants.
    interface Follower {
        void apply(Image image);

        void stop();
    }

    private static final Duration RETRY = Duration.ofMillis(100);

    private final ControlLink link;
    private final Follower follower;
    private final Consumer<String> messages;
    private final Thread thread;
    private long version;
    private boolean reachable;

    Wishes(ControlLink link, long version, Follower follower, Consumer<String> messages) {
        this.link = link;
        this.version = version;
        this.follower = follower;
        this.messages = messages;
        this.thread = Thread.ofVirtual().name("wishes").start(this::run);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (!follow()) {
                    Thread.sleep(RETRY);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// One question to control; false when it could not be asked.
    private boolean follow() {
        try {
            switch (link.awaitImageAfter(version)) {
                case Wanted.NewImage(Image image) -> apply(image);
                case Wanted.NothingNew() -> {}
                case Wanted.Stop() -> {
                    follower.stop();
                    return false;
                }
            }
            reachable = true;
            return true;
        } catch (IOException e) {
            if (reachable && !Thread.currentThread().isInterrupted()) {
                messages.accept(
                        "control cannot be reached (" + e.getMessage() + "); traffic goes on");
            }
            reachable = false;
            return false;
        }
    }

    private void apply(Image image) {
        if (image.version() > version) {
            follower.apply(image);
            version = image.version();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
