package dev.maptriage.layout;

import java.util.List;

/// Source that cannot be laid out, with the line that is to blame.
public final class LayoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String reason;
    private final transient List<Object> args;

    LayoutException(int line, String reason, Object... args) {
        super(reason + " in line " + line + " " + List.of(args));
        this.line = line;
        this.reason = reason;
        this.args = List.of(args);
    }

    /// Counted from 1.
    public int line() {
        return line;
    }

    /// What is wrong, by name: `unknown-type`, `syntax`, …
    public String reason() {
        return reason;
    }

    /// Details, the type first.
    public List<Object> args() {
        return args;
    }
}
