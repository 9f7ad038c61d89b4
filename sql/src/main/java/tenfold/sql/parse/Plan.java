package tenfold.sql.parse;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.sql.text.Script;

/// What a query text does, statement by statement, and what the pool must know of it.
///
/// The plan of a shape is shared by all texts that differ only in literals, so it says nothing of
/// their values. A reader that needs one (a shard's key) can count: literals and parameters stand
/// in the same order in every text of the shape.
public final class Plan {
    private final Script script;
    private final List<Statement> statements;
    private final byte[] shape;
    private @Nullable Object source;
    private @Nullable Object derived;

    Plan(Script script, List<Statement> statements, byte[] shape) {
        this.script = script;
        this.statements = List.copyOf(statements);
        this.shape = shape;
    }

    public Script script() {
        return script;
    }

    public List<Statement> statements() {
        return statements;
    }

    /// Whether `token` stands in the text outside literals, comments and quoted names; words in
    /// lower case.
    public boolean names(byte[] token) {
        for (int i = 0; i + token.length < shape.length; i++) {
            boolean starts = i == 0 || shape[i - 1] == ' ';
            if (starts && shape[i + token.length] == ' ' && stands(token, i)) {
                return true;
            }
        }
        return false;
    }

    private boolean stands(byte[] token, int at) {
        return java.util.Arrays.equals(shape, at, at + token.length, token, 0, token.length);
    }

    /// What was derived from this plan and `from`, if that was the last to be remembered. A plan
    /// belongs to one thread.
    @SuppressWarnings("ReferenceEquality") // Another object of equal content may be newer.
    public @Nullable Object derived(Object from) {
        return source == from ? derived : null;
    }

    /// Remembers that `what` was derived from this plan and `from`.
    public void remember(Object from, Object what) {
        source = from;
        derived = what;
    }

    byte[] shape() {
        return shape;
    }

    /// The shape for readers: one blank between tokens, `?` for each literal, at most `max`
    /// letters.
    public String text(int max) {
        String all = new String(shape, StandardCharsets.UTF_8);
        String shown =
                all.replace((char) Lexer.PLACEHOLDER, '?')
                        .replace(" . ", ".")
                        .replace(" , ", ", ")
                        .replace("( ", "(")
                        .replace(" )", ")")
                        .strip();
        return shown.length() <= max ? shown : shown.substring(0, max) + " ...";
    }
}
