package tenfold.base.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tenfold.base.Check;

/// The user that a child runs as; only root can choose one.
public record RunAs(int uid, int gid, String name) {
    public RunAs {
        Check.that(uid > 0, "a child is never switched to uid %d", uid);
        Check.that(gid > 0, "a child is never switched to gid %d", gid);
        Check.that(!name.isBlank(), "a user needs a name");
    }

    /// The user of this name in `/etc/passwd`, if there is one that is not root.
    public static Optional<RunAs> named(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
            String[] fields = line.split(":", -1);
            if (fields.length >= 4 && fields[0].equals(name)) {
                int uid = Integer.parseInt(fields[2]);
                int gid = Integer.parseInt(fields[3]);
                return uid == 0 || gid == 0
                        ? Optional.empty()
                        : Optional.of(new RunAs(uid, gid, name));
            }
        }
        return Optional.empty();
    }

    /// Whether this process is root and may choose a user at all.
    public static boolean root() {
        return Posix.effectiveUser() == 0;
    }
}
