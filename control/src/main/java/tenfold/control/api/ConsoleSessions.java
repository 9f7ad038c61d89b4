package tenfold.control.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tenfold.base.file.DurableFile;
import tenfold.control.secret.Secrets;

/// One-time links to the console and the sessions that they open, kept as digests in a file, so
/// that a restarted control still knows its visitors.
///
/// A link works once within 30 minutes. A session ends after 30 minutes without a call and after 12
/// hours in any case. The newest 16 of each are kept.
public final class ConsoleSessions {
    static final Duration LINK_LIFE = Duration.ofMinutes(30);
    static final Duration IDLE_MAX = Duration.ofMinutes(30);
    static final Duration SESSION_LIFE = Duration.ofHours(12);
    private static final Duration SAVE_EVERY = Duration.ofMinutes(5);
    private static final int KEPT_MAX = 16;

    /// A link or a session; for a link `used` stays at its beginning.
    private record Pass(String kind, Digest digest, Instant begun, Instant used) {
        static final String LINK = "link";
        static final String SESSION = "session";

        boolean isLive(Instant now) {
            return kind.equals(LINK)
                    ? now.isBefore(begun.plus(LINK_LIFE))
                    : now.isBefore(begun.plus(SESSION_LIFE)) && now.isBefore(used.plus(IDLE_MAX));
        }

        String line() {
            return kind + " " + digest.hex() + " " + begun + " " + used;
        }
    }

    private final DurableFile file;
    private final Clock clock;
    private List<Pass> passes = new ArrayList<>();
    private Instant saved = Instant.EPOCH;

    public ConsoleSessions(Path controlFolder, Clock clock) {
        this.file = new DurableFile(controlFolder.resolve("sessions"));
        this.clock = clock;
        load();
    }

    /// A new one-time token for a link.
    public synchronized String newLink() throws IOException {
        String token = Secrets.random();
        add(Pass.LINK, token);
        return token;
    }

    /// Opens a session with a link's token, which is spent; empty when it was no live one.
    synchronized Optional<String> open(String token) throws IOException {
        Pass link = find(Pass.LINK, token);
        if (link == null) {
            return Optional.empty();
        }
        passes.remove(link);
        String session = Secrets.random();
        add(Pass.SESSION, session);
        return Optional.of(session);
    }

    /// Whether the session is live; a call keeps it alive.
    synchronized boolean use(String session) throws IOException {
        Pass pass = find(Pass.SESSION, session);
        if (pass == null) {
            return false;
        }
        Instant now = clock.instant();
        passes.remove(pass);
        passes.add(new Pass(pass.kind(), pass.digest(), pass.begun(), now));
        if (saved.isBefore(now.minus(SAVE_EVERY))) {
            save();
        }
        return true;
    }

    private @Nullable Pass find(String kind, String secret) {
        var wanted = Digest.of(secret);
        Instant now = clock.instant();
        Pass found = null;
        for (Pass pass : passes) {
            if (pass.kind().equals(kind) && pass.isLive(now) && pass.digest().matches(wanted)) {
                found = pass;
            }
        }
        return found;
    }

    private void add(String kind, String secret) throws IOException {
        Instant now = clock.instant();
        passes.removeIf(pass -> !pass.isLive(now));
        passes.add(new Pass(kind, Digest.of(secret), now, now));
        Stream<Pass> links = newest(Pass.LINK);
        passes = new ArrayList<>(Stream.concat(links, newest(Pass.SESSION)).toList());
        save();
    }

    private Stream<Pass> newest(String kind) {
        List<Pass> same = passes.stream().filter(pass -> pass.kind().equals(kind)).toList();
        return same.subList(Math.max(0, same.size() - KEPT_MAX), same.size()).stream();
    }

    private void save() throws IOException {
        String text = String.join("\n", passes.stream().map(Pass::line).toList());
        file.write(text.getBytes(StandardCharsets.UTF_8));
        saved = clock.instant();
    }

    /// A file that is damaged costs a login and nothing more.
    private void load() {
        try {
            String text = new String(file.read().orElse(new byte[0]), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                String[] field = line.split(" ");
                if (field.length == 4) {
                    passes.add(
                            new Pass(
                                    field[0],
                                    new Digest(field[1]),
                                    Instant.parse(field[2]),
                                    Instant.parse(field[3])));
                }
            }
        } catch (IOException | java.time.DateTimeException _) {
            passes.clear();
        }
    }
}
