package dev.maptriage.trace;

/// A frame as it stands in one goroutine.
///
/// @param frame     the place
/// @param arguments words as printed between the outer parentheses, e.g. `0xc000012345, {0x4b3400, 0x1}`
/// @param line      line of the text with the function
public record Call(Frame frame, String arguments, int line) {

    /// The first word: the receiver of a pointer method, if it is an address. 0 when it is not, or when it may be stale
    /// and `staleToo` is false.
    public long receiver(boolean staleToo) {
        if (!arguments.startsWith("0x")) {
            return 0;
        }
        int end = 2;
        while (end < arguments.length() && Character.digit(arguments.charAt(end), 16) >= 0) {
            end++;
        }
        boolean stale = end < arguments.length() && arguments.charAt(end) == '?';
        return end - 2 < 5 || end > 18 || (stale && !staleToo) ? 0 : Long.parseUnsignedLong(arguments, 2, end, 16);
    }
}
