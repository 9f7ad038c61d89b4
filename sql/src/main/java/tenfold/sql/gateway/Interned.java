package tenfold.sql.gateway;

import org.jspecify.annotations.Nullable;

/// Values of which equal ones are made one object, so that comparing them is comparing references.
/// Two that are equal but not the same only cost a needless look.
final class Interned {
    private Interned() {}

    @SuppressWarnings("ReferenceEquality") // That is what this is for.
    static boolean same(@Nullable Object left, @Nullable Object right) {
        return left == right;
    }
}
