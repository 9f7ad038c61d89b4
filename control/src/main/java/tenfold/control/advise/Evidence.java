package tenfold.control.advise;

/// One number that speaks for or against a step.
///
/// @param mark from where on it speaks for it
/// @param unit such as `of 1`, `requests/s`, `ms`; empty for a plain number
public record Evidence(String signal, double value, double mark, String unit) {
    static Evidence share(String signal, double value, double mark) {
        return new Evidence(signal, value, mark, "of 1");
    }
}
