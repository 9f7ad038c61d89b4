package tenfold.model;

/// The wish to compare every row of `server` with the primary's. `number` rises with each wish.
public record CompareWish(long number, ServerId server) {}
