package dev.maptriage.envelope;

/// How much of a text is as Go prints it.
final class Evidence {

    private Evidence() {}

    /// Lines of Go's forms. Functions count beside a header or a file only: alone they prove nothing.
    static long of(Lines lines) {
        long found = 0;
        GoForm before = GoForm.OTHER;
        for (int i = 0; i < lines.size(); i++) {
            GoForm form = lines.form(i);
            if (form.isStrong()) {
                found += 2;
                found += LineOrder.follows(before, form) ? 1 : 0;
            } else if (form == GoForm.FUNCTION) {
                found++;
            }
            before = form;
        }
        return found;
    }
}
