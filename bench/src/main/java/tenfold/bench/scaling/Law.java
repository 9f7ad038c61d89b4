package tenfold.bench.scaling;

/// A control law as a replay asks it: once a second.
interface Law {
    /// What a law can see of the second that has just passed.
    ///
    /// @param demand arrivals, in instances wholly used
    /// @param used the mean use of the instances that are ready, at most 1
    record Seen(long second, double demand, double used, int ready, int starting) {}

    String name();

    /// How many instances there are to be from now on.
    int decide(Seen seen);
}
