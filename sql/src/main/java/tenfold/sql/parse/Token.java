package tenfold.sql.parse;

/// Kinds of tokens. Punctuation is its own kind: `(` `)` `[` `]` `,` `;` `.` `:`.
final class Token {
    static final byte END = 0;

    /// A keyword or an unquoted name, in lower case.
    static final byte WORD = 1;

    /// A name in double quotes, as written.
    static final byte QUOTED = 2;

    static final byte LITERAL = 3;

    /// `$1`.
    static final byte PARAMETER = 4;

    static final byte OPERATOR = 5;

    /// `::`.
    static final byte CAST = 6;

    private Token() {}
}
