package tenfold.edge.target;

import tenfold.model.HealthCheck;

/// What is known of a target's health; pure. `streak` counts the probes in a row that speak against
/// the state.
public record Health(State state, int streak, String reason) {
    public static final Health UNKNOWN = new Health(State.UNKNOWN, 0, "not checked yet");

    public enum State {
        /// Not asked yet: gets no requests.
        UNKNOWN,
        HEALTHY,
        /// Answers, but not as a healthy one: gets requests only when nobody is healthy.
        SICK,
        /// Nothing listens there: never gets requests.
        DOWN
    }

    /// What one check, or a connection that was tried for a request, has shown.
    public sealed interface Finding {
        record Passed() implements Finding {}

        record Failed(String reason) implements Finding {}

        record Refused(String reason) implements Finding {}
    }

    /// Whether something listens there and answers, well or not.
    boolean answers() {
        return state == State.HEALTHY || state == State.SICK;
    }

    public Health on(Finding finding, HealthCheck check) {
        return switch (finding) {
            case Finding.Passed() -> passed(check);
            case Finding.Failed(String why) -> failed(why, check);
            case Finding.Refused(String why) -> new Health(State.DOWN, 0, why);
        };
    }

    private Health passed(HealthCheck check) {
        if (state == State.HEALTHY) {
            return streak == 0 ? this : new Health(State.HEALTHY, 0, "");
        }
        return streak + 1 >= check.healthyAfter()
                ? new Health(State.HEALTHY, 0, "")
                : new Health(state, streak + 1, reason);
    }

    private Health failed(String why, HealthCheck check) {
        if (state == State.HEALTHY && streak + 1 < check.unhealthyAfter()) {
            return new Health(State.HEALTHY, streak + 1, "");
        }
        return new Health(State.SICK, 0, why);
    }
}
