package dev.maptriage.layout;

import dev.maptriage.layout.GoType.Array;
import dev.maptriage.layout.GoType.Constant;
import dev.maptriage.layout.GoType.Field;
import dev.maptriage.layout.GoType.Named;
import dev.maptriage.layout.GoType.Reference;
import dev.maptriage.layout.GoType.Struct;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the declarations of types and constants; functions, variables and imports are passed over.
final class GoParser {
    private static final int MAX_DEPTH = 64;

    private final List<Token> tokens;
    private final Map<String, Declared> types = new LinkedHashMap<>();
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private int at;
    private int depth;

    private GoParser(String source) {
        this.tokens = Lexer.tokens(source);
    }

    /// A named type of the source.
    ///
    /// @param parameters names of its type parameters
    record Declared(String name, List<String> parameters, GoType type, int line) {}

    /// What a source declares, in its order.
    record Declarations(Map<String, Declared> types, Map<String, Constant> constants) {}

    static Declarations parse(String source) {
        GoParser parser = new GoParser(source);
        parser.file();
        return new Declarations(parser.types, parser.constants);
    }

    private Token here() {
        return tokens.get(at);
    }

    /// The n-th token from here, or the end.
    private Token peek(int n) {
        return tokens.get(Math.min(at + n, tokens.size() - 1));
    }

    private Token next() {
        Token token = here();
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        return token;
    }

    private boolean accept(String mark) {
        if (here().is(mark)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String mark) {
        if (!accept(mark)) {
            throw unexpected(mark);
        }
    }

    private LayoutException unexpected(String wanted) {
        return new LayoutException(here().line(), "syntax", here().shown(), wanted);
    }

    /// @param wanted what no single mark stands for: name, type, field, number, line
    private LayoutException unexpectedBesides(String wanted) {
        return new LayoutException(here().line(), "syntax-" + wanted, here().shown());
    }

    private String name() {
        if (here().kind() != Token.Kind.NAME) {
            throw unexpectedBesides("name");
        }
        return next().text();
    }

    private void file() {
        while (here().kind() != Token.Kind.END) {
            if (accept(";")) {
                continue;
            }
            Token token = here();
            if (token.isName("type")) {
                next();
                group(this::typeDeclaration);
            } else if (token.isName("const")) {
                next();
                group(this::constDeclaration);
            } else if (token.isName("struct")) {
                declare(new Declared("struct", List.of(), type(), token.line()));
            } else if (token.isName("package") || token.isName("import") || token.isName("func")
                    || token.isName("var")) {
                skipDeclaration();
            } else {
                throw unexpected("type");
            }
        }
    }

    private void group(Runnable declaration) {
        if (!accept("(")) {
            declaration.run();
            return;
        }
        while (!accept(")")) {
            if (!accept(";")) {
                declaration.run();
            }
        }
    }

    /// Up to the semicolon that ends it; brackets hold semicolons of their own.
    private void skipDeclaration() {
        while (here().kind() != Token.Kind.END && !here().is(";")) {
            skip();
        }
    }

    /// One token, or everything between brackets.
    private void skip() {
        Token first = next();
        Deque<String> closes = new ArrayDeque<>();
        Token token = first;
        for (;;) {
            String close = closing(token);
            if (!close.isEmpty()) {
                closes.push(close);
            } else if (!closes.isEmpty() && token.is(closes.element())) {
                closes.pop();
            }
            if (closes.isEmpty()) {
                return;
            }
            if (here().kind() == Token.Kind.END) {
                throw new LayoutException(first.line(), "unfinished", first.text());
            }
            token = next();
        }
    }

    private static String closing(Token token) {
        return token.is("(") ? ")" : token.is("[") ? "]" : token.is("{") ? "}" : "";
    }

    private void typeDeclaration() {
        Token at = here();
        String name = name();
        List<String> parameters = isParameterList() ? parameters() : List.of();
        accept("=");
        declare(new Declared(name, parameters, type(), at.line()));
    }

    private void declare(Declared declared) {
        if (declared.name().equals("_")) {
            return;
        }
        if (types.putIfAbsent(declared.name(), declared) != null) {
            throw new LayoutException(declared.line(), "declared-twice", declared.name());
        }
    }

    /// `[T any]` and `[K comparable, V any]`, but not `[8]int`, `[N]int` and `[]int`.
    private boolean isParameterList() {
        if (!here().is("[") || peek(1).kind() != Token.Kind.NAME) {
            return false;
        }
        Token after = peek(2);
        return after.is(",") || after.kind() == Token.Kind.NAME || after.is("~") || after.is("[")
                || (after.is("*") && after.spaced() && !peek(3).spaced());
    }

    private List<String> parameters() {
        expect("[");
        List<String> names = new ArrayList<>();
        while (!accept("]")) {
            names.add(name());
            while (!here().is(",") && !here().is("]")) {
                if (here().kind() == Token.Kind.END) {
                    throw unexpected("]");
                }
                // `K, V any`: a name that is followed by a comma is a parameter, too.
                skip();
            }
            accept(",");
        }
        return List.copyOf(names);
    }

    private void constDeclaration() {
        Token at = here();
        String name = name();
        if (accept("=")) {
            constants.put(name, constant(0));
        } else if (here().kind() == Token.Kind.NAME) {
            name();
            if (accept("=")) {
                constants.put(name, constant(0));
            }
        }
        if (!here().is(";") && !here().is(")") && here().kind() != Token.Kind.END) {
            // Lists, iota and calls are no lengths; whoever uses one is told.
            constants.remove(name);
            while (!here().is(";") && here().kind() != Token.Kind.END && at.line() <= here().line()) {
                skip();
            }
        }
    }

    private GoType type() {
        if (++depth > MAX_DEPTH) {
            throw new LayoutException(here().line(), "too-deep", MAX_DEPTH);
        }
        try {
            return typeHere();
        } finally {
            depth--;
        }
    }

    private GoType typeHere() {
        Token token = here();
        int line = token.line();
        if (accept("(")) {
            GoType inner = type();
            expect(")");
            return inner;
        }
        if (accept("*")) {
            return new Reference("*" + type().shown(), 1, 1, line);
        }
        if (accept("<-")) {
            expectName("chan");
            return new Reference("<-chan " + type().shown(), 1, 1, line);
        }
        if (accept("[")) {
            return arrayOrSlice(line);
        }
        if (token.kind() != Token.Kind.NAME) {
            throw unexpectedBesides("type");
        }
        return switch (token.text()) {
            case "struct" -> struct();
            case "map" -> map();
            case "chan" -> channel();
            case "func" -> function();
            case "interface" -> interfaceType();
            default -> named();
        };
    }

    private void expectName(String name) {
        if (!here().isName(name)) {
            throw unexpected(name);
        }
        next();
    }

    private GoType arrayOrSlice(int line) {
        if (accept("]")) {
            return new Reference("[]" + type().shown(), 3, 1, line);
        }
        Constant length = constant(0);
        expect("]");
        return new Array(length, type(), line);
    }

    private GoType map() {
        int line = next().line();
        expect("[");
        String key = type().shown();
        expect("]");
        return new Reference("map[" + key + "]" + type().shown(), 1, 1, line);
    }

    private GoType channel() {
        int line = next().line();
        String arrow = accept("<-") ? "<- " : " ";
        return new Reference("chan" + arrow + type().shown(), 1, 1, line);
    }

    /// Parameters and results: nothing of them matters for the size of a function value.
    private GoType function() {
        int from = at;
        int line = next().line();
        if (!here().is("(")) {
            throw unexpected("(");
        }
        skip();
        if (here().is("(")) {
            skip();
        } else if (startsType()) {
            type();
        }
        return new Reference(words(from), 1, 1, line);
    }

    private boolean startsType() {
        Token token = here();
        return token.kind() == Token.Kind.NAME || token.is("*") || token.is("[") || token.is("<-");
    }

    private GoType interfaceType() {
        int line = next().line();
        if (!here().is("{")) {
            throw unexpected("{");
        }
        boolean empty = peek(1).is("}");
        skip();
        return new Reference(empty ? "interface{}" : "interface{…}", 2, 2, line);
    }

    private String words(int from) {
        StringBuilder words = new StringBuilder();
        for (Token token : tokens.subList(from, at)) {
            words.append(token.spaced() && !words.isEmpty() ? " " : "").append(token.text());
        }
        return words.toString();
    }

    private GoType named() {
        Token token = next();
        String name = token.text();
        if (accept(".")) {
            name += "." + name();
        }
        return new Named(name, here().is("[") ? arguments() : List.of(), token.line());
    }

    private List<GoType> arguments() {
        expect("[");
        List<GoType> args = new ArrayList<>();
        do {
            args.add(type());
        } while (accept(",") && !here().is("]"));
        expect("]");
        return List.copyOf(args);
    }

    private GoType struct() {
        int line = next().line();
        expect("{");
        List<Field> fields = new ArrayList<>();
        while (!accept("}")) {
            if (accept(";")) {
                continue;
            }
            fields(fields);
            if (here().kind() == Token.Kind.TEXT) {
                next();
            }
            if (!here().is(";") && !here().is("}")) {
                throw unexpectedBesides("line");
            }
        }
        return new Struct(List.copyOf(fields), line);
    }

    private void fields(List<Field> fields) {
        Token first = here();
        if (isEmbedded()) {
            GoType type = type();
            fields.add(new Field(embeddedName(type), type, true, first.line()));
            return;
        }
        List<Token> names = new ArrayList<>();
        do {
            names.add(here());
            name();
        } while (accept(","));
        GoType type = type();
        names.forEach(name -> fields.add(new Field(name.text(), type, false, name.line())));
    }

    /// `T`, `*T`, `p.T`, `T[int]`: what follows the name is the end of the field. `a [8]int` goes on after the bracket.
    private boolean isEmbedded() {
        if (here().is("*") || here().is("(")) {
            return true;
        }
        if (here().kind() != Token.Kind.NAME) {
            throw unexpectedBesides("field");
        }
        Token after = peek(1);
        if (after.is(".") || endsField(after)) {
            return true;
        }
        if (!after.is("[") || peek(2).is("]")) {
            return false;
        }
        int back = at;
        at++;
        skip();
        boolean embedded = endsField(here());
        at = back;
        return embedded;
    }

    private static boolean endsField(Token token) {
        return token.is(";") || token.is("}") || token.kind() == Token.Kind.TEXT || token.kind() == Token.Kind.END;
    }

    private static String embeddedName(GoType type) {
        String name = type instanceof Named named ? named.name() : type.shown().replaceFirst("^\\*", "");
        String plain = name.replaceFirst("\\[.*", "");
        return plain.substring(plain.lastIndexOf('.') + 1);
    }

    /// By precedence: `+ - | ^` bind less than `* / % << >> & &^`.
    private Constant constant(int level) {
        if (++depth > MAX_DEPTH) {
            throw new LayoutException(here().line(), "too-deep", MAX_DEPTH);
        }
        try {
            Constant left = level == 2 ? operand() : constant(level + 1);
            List<String> marks = level == 0
                    ? List.of("+", "-", "|", "^")
                    : List.of("*", "/", "%", "<<", ">>", "&", "&^");
            while (level < 2 && here().kind() == Token.Kind.MARK && marks.contains(here().text())) {
                Token mark = next();
                left = new Constant.Binary(left, mark.text(), constant(level + 1), mark.line());
            }
            return left;
        } finally {
            depth--;
        }
    }

    private Constant operand() {
        if (++depth > MAX_DEPTH) {
            throw new LayoutException(here().line(), "too-deep", MAX_DEPTH);
        }
        try {
            return operandHere();
        } finally {
            depth--;
        }
    }

    private Constant operandHere() {
        Token token = here();
        if (accept("(")) {
            Constant inner = constant(0);
            expect(")");
            return inner;
        }
        if (accept("-")) {
            return new Constant.Binary(new Constant.Literal("", 0), "-", operand(), token.line());
        }
        if (token.kind() == Token.Kind.NUMBER) {
            next();
            return new Constant.Literal(token.text(), number(token));
        }
        if (token.kind() == Token.Kind.TEXT && token.text().startsWith("'") && token.text().length() == 3) {
            next();
            return new Constant.Literal(token.text(), token.text().charAt(1));
        }
        if (token.kind() == Token.Kind.NAME) {
            String name = name();
            if (accept(".")) {
                name += "." + name();
            }
            return new Constant.Name(name, token.line());
        }
        throw unexpectedBesides("number");
    }

    private static long number(Token token) {
        String digits = token.text().replace("_", "").toLowerCase(java.util.Locale.ROOT);
        try {
            if (digits.startsWith("0x")) {
                return Long.parseLong(digits.substring(2), 16);
            }
            if (digits.startsWith("0b")) {
                return Long.parseLong(digits.substring(2), 2);
            }
            if (digits.startsWith("0o")) {
                return Long.parseLong(digits.substring(2), 8);
            }
            return digits.length() > 1 && digits.startsWith("0")
                    ? Long.parseLong(digits.substring(1), 8)
                    : Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new LayoutException(token.line(), "not-a-length", token.text());
        }
    }
}
