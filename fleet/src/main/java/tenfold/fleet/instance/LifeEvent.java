package tenfold.fleet.instance;

/// What can happen to an instance.
public sealed interface LifeEvent {
    /// It is wanted.
    record StartAsked() implements LifeEvent {}

    /// It is no longer wanted.
    record StopAsked() implements LifeEvent {}

    record Launched(long pid, String warning) implements LifeEvent {}

    record LaunchFailed(String words) implements LifeEvent {}

    record Answered(Probe.Answer answer) implements LifeEvent {}

    /// Its process ended; `words` say how, `last` what it wrote before, empty when nothing.
    record Ended(String words, String last) implements LifeEvent {}

    /// Time has passed: a deadline may be due.
    record Tick() implements LifeEvent {}
}
