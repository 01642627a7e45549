package dev.maptriage.incident;

/// How many items a page shall have: 1 to 200. Whatever is asked for is brought into these bounds, never refused.
public record PageSize(int value) {
    public static final PageSize DEFAULT = new PageSize(50);
    private static final int MAX = 200;

    public PageSize {
        value = Math.clamp(value, 1, MAX);
    }

    /// Reads a request parameter: too large becomes the largest, no number becomes the default.
    public static PageSize valueOf(String text) {
        String digits = text.strip();
        if (!digits.matches("[+-]?\\d+")) {
            return DEFAULT;
        }
        try {
            return new PageSize(Math.clamp(Long.parseLong(digits), Integer.MIN_VALUE, Integer.MAX_VALUE));
        } catch (NumberFormatException beyondLong) {
            return new PageSize(digits.startsWith("-") ? 1 : MAX);
        }
    }
}
