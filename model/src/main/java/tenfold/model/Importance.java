package tenfold.model;

/// Which requests go first when an adaptive limit is reached: those of low importance are refused
/// at 70 % of the limit, normal ones at 90 %, high ones at all of it.
public enum Importance {
    LOW,
    NORMAL,
    HIGH
}
