package tenfold.sql.parse;

import java.util.Arrays;

/// The symbols of PostgreSQL's own operators.
final class Operators {
    private static final int[] KNOWN =
            Arrays.stream(
                            ("+ - * / < > = ~ ! @ # % ^ & | ? <= >= <> != || -> ->> #> #>> #- @> <@ && &<"
                                            + " &> << >> <<= >>= -|- ~~ !~~ ~~* !~~* ~* !~ !~* @@ @@@ !! ?|"
                                            + " ?& @? |/ ||/ ## <-> <<| |>> &<| |&> <^ >^ ?# ?- ?-| ?|| @-@"
                                            + " ~= ^@ *= *<> *< *> *<= *>= ~<~ ~>~ ~<=~ ~>=~ => =")
                                    .split(" "))
                    .mapToInt(Operators::packed)
                    .sorted()
                    .toArray();

    private Operators() {}

    /// `letters` as [Tokens#letters] gives them.
    static boolean isKnown(int letters) {
        return Arrays.binarySearch(KNOWN, letters) >= 0;
    }

    private static int packed(String symbol) {
        int packed = 0;
        for (int i = symbol.length() - 1; i >= 0; i--) {
            packed = packed << 8 | symbol.charAt(i);
        }
        return packed;
    }
}
