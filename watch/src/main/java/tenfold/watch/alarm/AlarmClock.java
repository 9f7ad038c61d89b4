package tenfold.watch.alarm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import tenfold.base.file.DurableFile;
import tenfold.model.AlarmReport;
import tenfold.model.MetricAnswer;
import tenfold.model.WatchImage;

/// The alarms, the loop that looks at them each second, and the one that does what they order.
public final class AlarmClock implements AutoCloseable {
    private static final int SECRET_BYTES = 32;

    /// Where files are, and where commands run.
    public record Folders(Path watch, Path application) {}

    private final Alarms alarms;
    private final Deliveries deliveries;
    private final Clock clock;
    private final Consumer<Throwable> faults;
    private final Beat beat;

    public AlarmClock(
            Folders folders,
            BiFunction<String, Instant, MetricAnswer> query,
            Clock clock,
            Consumer<Throwable> faults)
            throws IOException {
        this.clock = clock;
        this.faults = faults;
        alarms = new Alarms(folders.watch().resolve("alarms"), query, faults);
        var commands = new Commands(folders.application(), folders.watch().resolve("children"));
        var webhook = new Webhook(secret(folders.watch().resolve("webhook-secret")));
        deliveries = new Deliveries(alarms, webhook, commands, clock, faults);
        beat = new Beat("alarms", this::tick);
    }

    /// The secret of signatures, made at the first start; the file's second line.
    private static String secret(Path path) throws IOException {
        var file = new DurableFile(path);
        var known = file.read();
        if (known.isPresent()) {
            return new String(known.get(), StandardCharsets.UTF_8).strip();
        }
        var random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        file.write((secret + "\n").getBytes(StandardCharsets.UTF_8));
        return secret;
    }

    private void tick() {
        try {
            alarms.tick(clock.instant());
        } catch (RuntimeException e) {
            faults.accept(e);
        }
    }

    public void apply(WatchImage image) {
        alarms.apply(image, clock.instant());
    }

    public List<AlarmReport> reports() {
        return alarms.reports();
    }

    @Override
    public void close() {
        beat.close();
        deliveries.close();
    }
}
