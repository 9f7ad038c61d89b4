package tenfold.control.zone;

/// How far a zone is on its way out or in.
public enum ZonePhase {
    /// Substitutes start in the other zones; the zone still serves.
    LEAVING,
    /// The zone finishes the requests that it has.
    DRAINING,
    /// Nothing runs in the zone.
    AWAY,
    /// The zone's own instances start; the substitutes still serve.
    RETURNING,
    /// The substitutes finish the requests that they have.
    RELIEVING,
    /// As if it had never been away.
    HERE;

    /// The zone's own instances run.
    public boolean runsOwn() {
        return this != AWAY;
    }

    public boolean runsSubstitutes() {
        return this != HERE;
    }

    public boolean isMoving() {
        return this != AWAY && this != HERE;
    }
}
