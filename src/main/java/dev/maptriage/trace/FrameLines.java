package dev.maptriage.trace;

/// The two lines of a frame and their relatives.
///
/// | line | sample |
/// |---|---|
/// | function | `example.com/shop/cart.(*Store).Get(0xc000012345, {0x4b3400, 0x1}, ...)` |
/// | inlined function | `example.com/shop/cart.(*Store).Get(...)` |
/// | assembly helper | `aeshashbody()` |
/// | generated | `type..hash.go.shape.struct { Tenant uint32; ID uint64 }_0(0x7, 0x8?)` |
/// | file | TAB `/src/cart/store.go:41 +0x5c fp=0xc0000 sp=0xc0001 pc=0x45a` |
///
/// All methods look at one line, `from` to `to`, and answer with a position or -1.
final class FrameLines {
    private static final byte[] FP = Ascii.bytes(" fp=0x");
    private static final byte[] PC = Ascii.bytes(" +0x");
    private static final boolean[] ARGUMENT = new boolean[256];

    static {
        for (byte b : Ascii.bytes("0123456789abcdefABCDEFx, {}.?_")) {
            ARGUMENT[b] = true;
        }
    }

    private FrameLines() {}

    /// The parenthesis that opens the arguments of a function line, or -1 when it is none.
    static int argumentsOf(byte[] bytes, int from, int to) {
        if (to - from < 3 || bytes[to - 1] != ')' || bytes[from] == ' ' || bytes[from] == '\t') {
            return -1;
        }
        int open = Ascii.lastIndexOf(bytes, from, to, '(');
        if (open <= from) {
            return -1;
        }
        return isName(bytes, from, open) && areArguments(bytes, open + 1, to - 1) ? open : -1;
    }

    /// Whether only what Go prints as arguments stands there: `0x1f`, `0x1f?`, `_`, `...`, braces and commas.
    private static boolean areArguments(byte[] bytes, int from, int to) {
        return argumentsEnd(bytes, from, to) == to;
    }

    /// Index of the first byte that cannot stand among arguments, or `to`.
    static int argumentsEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && ARGUMENT[bytes[i] & 0xff]) {
            i++;
        }
        return i;
    }

    /// Where the next line starts when the line of a known `path:line`, which ends at `at`, goes on as Go prints it:
    /// `+0x1d`, `fp=0x… sp=0x… pc=0x…`, both or neither. -1 when it does not.
    static int locationLineEnd(byte[] bytes, int at, int limit) {
        int i = at;
        if (Ascii.startsWith(bytes, i, limit, PC)) {
            i += PC.length;
            int digits = i;
            while (i < limit && Ascii.isHex(bytes[i])) {
                i++;
            }
            if (i == digits) {
                return -1;
            }
        }
        if (Ascii.startsWith(bytes, i, limit, FP)) {
            i = Ascii.lineEnd(bytes, i, limit);
        } else if (i < limit && bytes[i] == '\r') {
            i++;
        }
        return i == limit ? limit : bytes[i] == '\n' ? i + 1 : -1;
    }

    /// A name has no blank outside of brackets and braces (type arguments and generated functions have them inside).
    private static boolean isName(byte[] bytes, int from, int to) {
        int depth = 0;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '[' || b == '{') {
                depth++;
            } else if (b == ']' || b == '}') {
                depth--;
            } else if (b == ' ' && depth <= 0 && !isTypeWord(bytes, from, i)) {
                return false;
            } else if (b == ':' && depth <= 0 && !startsWithType(bytes, from, to)) {
                return false;
            }
        }
        return true;
    }

    private static final byte[] STRUCT = Ascii.bytes("struct");
    private static final byte[] INTERFACE = Ascii.bytes("interface");
    private static final byte[] TYPE = Ascii.bytes("type");

    private static boolean startsWithType(byte[] bytes, int from, int to) {
        return Ascii.startsWith(bytes, from, to, TYPE) || Ascii.startsWith(bytes, from, to, Ascii.bytes("go:"))
                || Ascii.startsWith(bytes, from, to, Ascii.bytes("go."));
    }

    private static boolean isTypeWord(byte[] bytes, int from, int to) {
        return Ascii.endsWith(bytes, from, to, STRUCT) || Ascii.endsWith(bytes, from, to, INTERFACE);
    }

    /// Where `path:line` of a file line starts, or -1 when it is none. The line starts with a TAB, or with blanks where
    /// a tool has expanded it.
    static int locationOf(byte[] bytes, int from, int to) {
        int start = from;
        while (start < to && (bytes[start] == '\t' || bytes[start] == ' ')) {
            start++;
        }
        if (start == from) {
            return -1;
        }
        return locationEnd(bytes, start, to) < 0 ? -1 : start;
    }

    /// End of `path:line` that starts at `from`, or -1.
    static int locationEnd(byte[] bytes, int from, int to) {
        int end = to;
        int fp = Ascii.indexOf(bytes, from, to, FP);
        if (fp > 0) {
            end = fp;
        }
        int offset = lastIndexOf(bytes, from, end, PC);
        if (offset > 0 && isHexTail(bytes, offset + PC.length, end)) {
            end = offset;
        }
        int colon = Ascii.lastIndexOf(bytes, from, end, ':');
        if (colon <= from || colon + 1 >= end || Ascii.digitsEnd(bytes, colon + 1, end) != end) {
            return -1;
        }
        return end;
    }

    private static int lastIndexOf(byte[] bytes, int from, int to, byte[] what) {
        for (int i = to - what.length; i >= from; i--) {
            if (bytes[i] == what[0] && Ascii.startsWith(bytes, i, to, what)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isHexTail(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Ascii.isHex(bytes[i])) {
                return false;
            }
        }
        return to > from;
    }
}
