package tenfold.model;

import java.nio.charset.StandardCharsets;
import tenfold.base.Check;

/// An answer that the edge gives itself, in UTF-8.
public record FixedAnswer(int status, String contentType, String body) {
    public static final int BODY_BYTES_MAX = 16 << 10;

    public FixedAnswer {
        Check.that(status >= 200 && status <= 599, "status %d is not within 200 to 599", status);
        Check.that(
                body.getBytes(StandardCharsets.UTF_8).length <= BODY_BYTES_MAX,
                "a fixed body has more than %d bytes",
                BODY_BYTES_MAX);
        Check.that(body.isEmpty() || (status != 204 && status != 304), "a %d has no body", status);
    }
}
