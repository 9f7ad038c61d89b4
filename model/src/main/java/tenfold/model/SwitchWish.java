package tenfold.model;

/// A person's wish that `target` become the primary. `number` rises with each wish; the station
/// carries each out once and remembers the last.
public record SwitchWish(long number, ServerId target) {}
