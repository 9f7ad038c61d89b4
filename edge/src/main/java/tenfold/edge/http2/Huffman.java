package tenfold.edge.http2;

import tenfold.edge.http.ByteSink;

/// HPACK's string code (RFC 7541 appendix B).
///
/// How it works: the code is canonical, so the length of each symbol's code says everything: codes
/// of one length follow each other in the order of the symbols, and begin behind those that are
/// shorter. The decoder walks the code's tree four bits at a time: a state is an inner node, and as
/// no code is shorter than five bits, a step meets one symbol at most.
final class Huffman {
    /// The code lengths of symbols 0 to 255 and of the end sign; `a` is 10.
    private static final String LENGTHS =
            "dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca"
                    + "d67777777777777777777777878djde6f56565666577666567655677777fbeds"
                    + "kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn"
                    + "qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq"
                    + "u";

    private static final int SYMBOLS = 257;
    private static final int END = 256;
    private static final int LENGTH_MAX = 30;
    private static final int PADDING_BITS_MAX = 7;

    private static final int[] CODES = new int[SYMBOLS];
    private static final byte[] BITS = new byte[SYMBOLS];

    /// For each state and four bits: the next state, and a symbol or [#NOTHING] or [#BROKEN].
    private static final short[] NEXT = new short[END * 16];

    private static final short[] SYMBOL = new short[END * 16];

    private static final boolean[] MAY_END = new boolean[END];
    private static final short NOTHING = -1;
    private static final short BROKEN = -2;

    static {
        assignCodes();
        build();
    }

    private Huffman() {}

    private static void assignCodes() {
        int code = 0;
        for (int bits = 1; bits <= LENGTH_MAX; bits++) {
            code <<= 1;
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                if (Character.digit(LENGTHS.charAt(symbol), 36) == bits) {
                    BITS[symbol] = (byte) bits;
                    CODES[symbol] = code++;
                }
            }
        }
    }

    /// A child above 0 is an inner node, below 0 the symbol `-child - 1`.
    private static void build() {
        int[][] children = new int[END][2];
        int nodes = 1;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            int node = 0;
            for (int bit = BITS[symbol] - 1; bit > 0; bit--) {
                int side = (CODES[symbol] >>> bit) & 1;
                if (children[node][side] == 0) {
                    children[node][side] = nodes++;
                }
                node = children[node][side];
            }
            children[node][CODES[symbol] & 1] = -symbol - 1;
        }
        for (int node = 0; node < END; node++) {
            for (int nibble = 0; nibble < 16; nibble++) {
                step(children, node, nibble);
            }
        }
        int node = 0;
        for (int depth = 0; depth <= PADDING_BITS_MAX; depth++) {
            MAY_END[node] = true;
            node = children[node][1];
        }
    }

    private static void step(int[][] children, int from, int nibble) {
        int node = from;
        short met = NOTHING;
        for (int bit = 3; bit >= 0; bit--) {
            node = children[node][(nibble >>> bit) & 1];
            if (node < 0) {
                met = node == -END - 1 ? BROKEN : (short) (-node - 1);
                node = 0;
            }
        }
        NEXT[from * 16 + nibble] = (short) node;
        SYMBOL[from * 16 + nibble] = met;
    }

    /// Appends the decoded string; false when it is no proper code, or ends in more than padding.
    static boolean decode(byte[] source, int from, int to, ByteSink out) {
        int state = 0;
        for (int i = from; i < to; i++) {
            int first = state * 16 + ((source[i] >>> 4) & 15);
            int second = NEXT[first] * 16 + (source[i] & 15);
            if (SYMBOL[first] == BROKEN || SYMBOL[second] == BROKEN) {
                return false;
            }
            if (SYMBOL[first] >= 0) {
                out.put((char) SYMBOL[first]);
            }
            if (SYMBOL[second] >= 0) {
                out.put((char) SYMBOL[second]);
            }
            state = NEXT[second];
        }
        return MAY_END[state];
    }

    /// How many bytes the encoded string has.
    static int size(byte[] source, int from, int to) {
        int bits = 0;
        for (int i = from; i < to; i++) {
            bits += BITS[source[i] & 0xff];
        }
        return (bits + 7) / 8;
    }

    static void encode(byte[] source, int from, int to, ByteSink out) {
        long pending = 0;
        int count = 0;
        for (int i = from; i < to; i++) {
            int symbol = source[i] & 0xff;
            pending = (pending << BITS[symbol]) | CODES[symbol];
            count += BITS[symbol];
            while (count >= 8) {
                count -= 8;
                out.put((char) (pending >>> count & 0xff));
            }
        }
        if (count > 0) {
            out.put((char) ((pending << (8 - count) | 0xff >>> count) & 0xff));
        }
    }
}
