package dev.maptriage.envelope;

/// How much of a text is as Go prints it.
final class Evidence {

    private Evidence() {}

    /// Points for lines of Go's forms, and for such lines in the order in which Go prints them. Functions alone prove little.
    static long of(Lines lines) {
        long found = 0;
        GoForm before = GoForm.OTHER;
        for (int i = 0; i < lines.size(); i++) {
            GoForm form = lines.form(i);
            if (form == GoForm.OTHER && (before == GoForm.FUNCTION || before == GoForm.CREATED)
                    && lines.looseForm(i) == GoForm.FILE) {
                form = GoForm.FILE;
            }
            found += form.isStrong() ? 2 : form == GoForm.FUNCTION ? 1 : 0;
            found += LineOrder.follows(before, form) || closes(before, form) ? 1 : 0;
            before = form;
        }
        return found;
    }

    /// Whether a line ends what the line before said: nothing foreign stands behind a file or a head.
    private static boolean closes(GoForm before, GoForm form) {
        return switch (before) {
            case FILE -> form == GoForm.FUNCTION || form == GoForm.CREATED || form == GoForm.EMPTY;
            case PROFILE -> form == GoForm.PROFILE || form == GoForm.EMPTY;
            case HEAD -> form == GoForm.EMPTY || form == GoForm.HEAD;
            default -> false;
        };
    }
}
