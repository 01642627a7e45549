package dev.maptriage.layout;

/// A word, number, text or mark of Go source.
///
/// @param text as written; of an inserted semicolon ";"
/// @param spaced whether white space comes before it
record Token(Kind kind, String text, int line, boolean spaced) {

    enum Kind {
        NAME,
        NUMBER,
        TEXT,
        MARK,
        END
    }

    boolean is(String mark) {
        return kind == Kind.MARK && text.equals(mark);
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    /// As a person would call it.
    String shown() {
        return kind == Kind.END ? "EOF" : text;
    }
}
