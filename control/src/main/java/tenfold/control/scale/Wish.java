package tenfold.control.scale;

/// How many instances one policy asks for.
///
/// @param policy its metric, or `forecast`
/// @param measured whether its metric was there and made sense; without that it asks for nothing
/// @param want with which it is at its target
/// @param bearable with which it is not yet too far above it
/// @param now what the load that is already there needs, without what is expected
/// @param words the metric and what follows, for a person
public record Wish(String policy, boolean measured, int want, int bearable, int now, String words) {
    static Wish missing(String policy, String why) {
        return new Wish(policy, false, 0, 0, 0, policy + " " + why);
    }
}
