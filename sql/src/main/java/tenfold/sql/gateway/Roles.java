package tenfold.sql.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.sql.login.Verifier;
import tenfold.sql.wire.Fault;

/// Looks up roles. Every login asks; while the server is down the last answer counts, so that known
/// roles can log in and be held.
final class Roles {
    /// What a login is told.
    sealed interface Answer {
        record Found(Role role) implements Answer {}

        record Unknown() implements Answer {}

        record Unavailable(Fault why) implements Answer {}
    }

    /// @param connectionsMax below zero: no limit
    record Role(
            Optional<Verifier> verifier, boolean mayLogIn, boolean expired, int connectionsMax) {}

    /// The one role that there is on a server with an alias.
    private record Aliased(String user, Role role) {}

    private final Administrator administrator;
    private final Map<String, Role> known = new ConcurrentHashMap<>();
    private volatile @Nullable Aliased aliased;

    Roles(Administrator administrator) {
        this.administrator = administrator;
    }

    /// Follows the primary; while there is none, what is known counts.
    void serve(Serving now) {
        if (now.primary() != null) {
            Alias alias = now.primary().alias();
            aliased = alias == null ? null : new Aliased(alias.user(), roleOf(alias));
        }
    }

    private static Role roleOf(Alias alias) {
        var verifier = Verifier.of(alias.password().value());
        return new Role(Optional.of(verifier), true, false, -1);
    }

    /// Answers on the administrator's loop or at once; the caller changes over to its own.
    void find(String user, Consumer<Answer> then) {
        Aliased only = aliased;
        if (only == null) {
            administrator.ask(query(user), answer -> then.accept(read(user, answer)));
        } else {
            then.accept(
                    user.equals(only.user())
                            ? new Answer.Found(only.role())
                            : new Answer.Unknown());
        }
    }

    private static String query(String user) {
        String name =
                new String(user.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                        .replace("\\", "\\\\")
                        .replace("'", "''");
        return "SELECT rolpassword, rolcanlogin,"
                + " rolvaliduntil IS NOT NULL AND rolvaliduntil OPERATOR(pg_catalog.<) pg_catalog.now(),"
                + " rolconnlimit FROM pg_catalog.pg_authid WHERE rolname OPERATOR(pg_catalog.=) E'"
                + name
                + "'";
    }

    private Answer read(String user, Ask answer) {
        Fault fault = answer.fault();
        if (fault != null) {
            Role role = known.get(user);
            return role == null ? new Answer.Unavailable(fault) : new Answer.Found(role);
        }
        if (answer.row().isEmpty()) {
            known.remove(user);
            return new Answer.Unknown();
        }
        Role role =
                new Role(
                        Verifier.parse(answer.row().get(0)),
                        "t".equals(answer.row().get(1)),
                        "t".equals(answer.row().get(2)),
                        Integer.parseInt(Objects.requireNonNullElse(answer.row().get(3), "-1")));
        known.put(user, role);
        return new Answer.Found(role);
    }
}
