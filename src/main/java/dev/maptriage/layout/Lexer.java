package dev.maptriage.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Cuts Go source into tokens, without comments, and with the semicolons that Go puts at ends of lines.
final class Lexer {
    private static final Set<String> NO_END = Set.of("break", "continue", "fallthrough", "return");
    private static final Set<String> KEYWORDS = Set.of("case", "chan", "const", "default", "defer", "else", "for",
            "func", "go", "goto", "if", "import", "interface", "map", "package", "range", "select", "struct", "switch",
            "type", "var");
    private static final List<String> LONG_MARKS = List.of("...", "<-", "<<", ">>", "&^", ":=", "&&", "||", "==", "!=",
            "<=", ">=", "++", "--");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean spaced;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '\n') {
                endLine();
                at++;
                line++;
                spaced = true;
            } else if (Character.isWhitespace(c) || c == '\uFEFF') {
                at++;
                spaced = true;
            } else if (source.startsWith("//", at)) {
                at = until("\n");
            } else if (source.startsWith("/*", at)) {
                comment();
            } else {
                token(c);
                spaced = false;
            }
        }
        endLine();
        tokens.add(new Token(Token.Kind.END, "", line, true));
    }

    private void comment() {
        int end = source.indexOf("*/", at + 2);
        if (end < 0) {
            throw new LayoutException(line, "unfinished", "/*");
        }
        boolean lines = source.substring(at, end).indexOf('\n') >= 0;
        if (lines) {
            endLine();
        }
        count(at, end);
        at = end + 2;
        spaced = true;
    }

    private void count(int from, int to) {
        for (int i = from; i < to; i++) {
            line += source.charAt(i) == '\n' ? 1 : 0;
        }
    }

    private int until(String mark) {
        int end = source.indexOf(mark, at);
        return end < 0 ? source.length() : end;
    }

    private void token(char c) {
        if (Character.isLetter(c) || c == '_') {
            take(Token.Kind.NAME, end(at, false));
        } else if (Character.isDigit(c)) {
            take(Token.Kind.NUMBER, end(at, true));
        } else if (c == '`' || c == '"' || c == '\'') {
            text(c);
        } else {
            String mark = LONG_MARKS.stream().filter(m -> source.startsWith(m, at)).findFirst()
                    .orElse(String.valueOf(c));
            take(Token.Kind.MARK, at + mark.length());
        }
    }

    private int end(int from, boolean number) {
        int end = from;
        while (end < source.length() && (Character.isLetterOrDigit(source.charAt(end)) || source.charAt(end) == '_'
                || (number && source.charAt(end) == '.'))) {
            end++;
        }
        return end;
    }

    private void text(char quote) {
        int end = at + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            if (quote != '`' && source.charAt(end) == '\n') {
                throw new LayoutException(line, "unfinished", String.valueOf(quote));
            }
            end += quote != '`' && source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw new LayoutException(line, "unfinished", String.valueOf(quote));
        }
        int from = at;
        take(Token.Kind.TEXT, end + 1);
        count(from, end);
    }

    private void take(Token.Kind kind, int end) {
        tokens.add(new Token(kind, source.substring(at, end), line, spaced));
        at = end;
    }

    /// Go ends a statement where a line ends after a name, a literal or a closing bracket.
    private void endLine() {
        if (tokens.isEmpty()) {
            return;
        }
        Token last = tokens.getLast();
        boolean ends = switch (last.kind()) {
            case NAME -> !KEYWORDS.contains(last.text()) || NO_END.contains(last.text());
            case NUMBER, TEXT -> true;
            case MARK -> last.is(")") || last.is("]") || last.is("}") || last.is("++") || last.is("--");
            case END -> false;
        };
        if (ends) {
            tokens.add(new Token(Token.Kind.MARK, ";", line, true));
        }
    }
}
