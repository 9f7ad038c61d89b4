package tenfold.model;

import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// What is changed of a request on its way to an instance, and of the answer on its way back.
///
/// @param prefix of whole path segments, replaced by `replacement` in the path that the instance
///   sees (`/api` by nothing strips it); null leaves the path as it came
public record Rewrite(
        HeaderRewrite request,
        HeaderRewrite response,
        @Nullable String prefix,
        String replacement) {
    /// Changes nothing.
    public static final Rewrite NONE =
            new Rewrite(HeaderRewrite.NONE, HeaderRewrite.NONE, null, "");

    public Rewrite {
        Check.that(prefix == null || prefix.startsWith("/"), "the prefix starts without /");
        Check.that(
                replacement.isEmpty() || replacement.startsWith("/"),
                "replacement '%s' starts without /",
                replacement);
    }
}
