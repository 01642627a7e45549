package dev.maptriage.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who owns which code, one rule a line, in the manner of CODEOWNERS: a pattern and an owner. The last rule that fits wins.
///
/// ```text
/// # everything that nobody else has
/// *                          @platform
/// example.com/shop/cart      @cart          package, its functions and all below
/// cart.(*Store).*            ann@shop.example
/// /src/cart/**.go            @cart
/// ```
///
/// A pattern is compared with the function, from any of its path elements on, and with the file likewise; a slash before it
/// binds it to the beginning. `*` stands for anything. What ends inside a name does not fit: `cart` is not `cartesian`.
///
/// @param rules in their order
record OwnerRules(List<Rule> rules) {
    static final int MAX_LENGTH = 50_000;
    static final OwnerRules NONE = new OwnerRules(List.of());

    /// @param line    number in the text
    record Rule(int line, String pattern, String owner) {}

    OwnerRules {
        rules = List.copyOf(rules);
    }

    /// Reads the text.
    ///
    /// @throws Problem when a line is no rule
    static OwnerRules parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw Problem.badRequest("problem.owners-long", MAX_LENGTH).with("limit", MAX_LENGTH);
        }
        List<Rule> rules = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String plain = line.replaceAll("(^|\\s)#.*", "").strip();
            if (plain.isEmpty()) {
                continue;
            }
            String[] parts = plain.split("\\s+", 2);
            if (parts.length < 2 || parts[0].length() > 300 || parts[1].length() > SourceLabels.MAX_LENGTH) {
                throw Problem.badRequest("problem.owners-line", number, Columns.text(plain, 80)).with("line", number);
            }
            rules.add(new Rule(number, parts[0], parts[1]));
        }
        return new OwnerRules(rules);
    }

    Optional<Rule> of(@Nullable String function, @Nullable String file) {
        for (Rule rule : rules.reversed()) {
            if (fits(rule.pattern, function) || fits(rule.pattern, file)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    private static boolean fits(String pattern, @Nullable String name) {
        if (name == null) {
            return false;
        }
        String plain = name.replace('\\', '/');
        String bound = pattern.startsWith("/") ? pattern.substring(1) : pattern;
        String glob = bound.endsWith("/") ? bound.substring(0, bound.length() - 1) : bound;
        int start = plain.startsWith("/") ? 1 : 0;
        if (glob(glob, plain, start)) {
            return true;
        }
        for (int slash = plain.indexOf('/', start); !pattern.startsWith("/") && slash >= 0; slash = plain.indexOf('/',
                slash + 1)) {
            if (glob(glob, plain, slash + 1)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the pattern covers the name from `start` to its end, or to the end of a path element or package. Walks back
    /// to the last star only, so that no pattern takes long.
    private static boolean glob(String pattern, String name, int start) {
        int p = 0;
        int n = start;
        int star = -1;
        int mark = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (p == pattern.length() && (name.charAt(n) == '/' || name.charAt(n) == '.')) {
                return true;
            } else if (star >= 0) {
                p = star + 1;
                n = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
