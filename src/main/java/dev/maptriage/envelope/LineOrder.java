package dev.maptriage.envelope;

/// How well lines follow each other.
final class LineOrder {

    private LineOrder() {}

    /// Pairs of neighbours as Go prints them: a function and its file, a header and a function.
    static int frames(Lines lines) {
        int pairs = 0;
        GoForm before = GoForm.OTHER;
        for (int i = 0; i < lines.size(); i++) {
            GoForm form = lines.looseForm(i);
            if (form == GoForm.EMPTY) {
                continue;
            }
            pairs += follows(before, form) ? 1 : 0;
            before = form;
        }
        return pairs;
    }

    /// The same pairs when the lines are read from the last to the first.
    static int framesBackward(Lines lines) {
        int pairs = 0;
        GoForm before = GoForm.OTHER;
        for (int i = lines.size() - 1; i >= 0; i--) {
            GoForm form = lines.looseForm(i);
            if (form == GoForm.EMPTY) {
                continue;
            }
            pairs += follows(before, form) ? 1 : 0;
            before = form;
        }
        return pairs;
    }

    static boolean follows(GoForm before, GoForm form) {
        return switch (form) {
            case FILE -> before == GoForm.FUNCTION || before == GoForm.CREATED;
            case FUNCTION -> before == GoForm.GOROUTINE || before == GoForm.ACCESS;
            default -> false;
        };
    }
}
