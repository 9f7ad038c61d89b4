package tenfold.sql.text;

import org.jspecify.annotations.Nullable;

/// One change of a run-time setting: the statement that repeats it in another session, or null when
/// the setting goes back to its default. The name is folded as PostgreSQL folds it.
public record Setting(String name, @Nullable String sql) {}
