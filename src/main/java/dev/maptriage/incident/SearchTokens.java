package dev.maptriage.incident;

import dev.maptriage.diagnosis.FunctionName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts names and sentences into the words that search knows, in lower case.
///
/// | text | words |
/// |---|---|
/// | `example.com/shop/cart.(*Store).PutAll` | `example` `com` `shop` `cart` `store` `putall` `put` `all` |
/// | `runtime.mapassign_faststr` | `runtime` `mapassign_faststr` `mapassign` `faststr` |
/// | `HTTPServer2` | `httpserver2` `http` `server2` |
///
/// A function, package or file is also kept as a whole, behind a mark that no word has: `f:cart.(*store).putall`.
final class SearchTokens {
    static final String FUNCTION = "f:";
    static final String MODULE = "m:";
    static final String FILE = "p:";
    static final int MAX_TOKEN = 100;
    private static final int MAX_TOKENS = 800;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");
    /// Where a new word starts in camel case: `PutAll`, `HTTPServer`.
    private static final Pattern HUMP = Pattern
            .compile("_+|(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

    private final Set<String> tokens = new LinkedHashSet<>();

    /// The words of a text as it is written in a query.
    static List<String> words(String text) {
        return WORD.matcher(text).results().map(found -> cut(found.group().toLowerCase(Locale.ROOT))).distinct()
                .toList();
    }

    Set<String> all() {
        return tokens;
    }

    void addText(String text) {
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            add(words.group());
            for (String part : HUMP.split(words.group(), -1)) {
                add(part);
            }
        }
    }

    /// A function by its words only.
    void addFrame(String function) {
        addText(FunctionName.withoutTypeArguments(function));
    }

    /// A function that is looked for by its name, with all packages it lies in.
    void addFunction(String function) {
        addFrame(function);
        FunctionName name = FunctionName.parse(function);
        String plain = FunctionName.withoutTypeArguments(function);
        add(FUNCTION + plain);
        add(FUNCTION + IssueTitle.shortName(plain));
        add(FUNCTION + name.name());
        String path = name.path();
        for (int slash = path.length(); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            add(MODULE + path.substring(0, slash));
        }
        add(MODULE + name.packageName());
    }

    void addFile(String file) {
        addText(file);
        String plain = file.replace('\\', '/');
        add(FILE + plain);
        add(FILE + plain.substring(plain.lastIndexOf('/') + 1));
    }

    private void add(String token) {
        if (!token.isEmpty() && tokens.size() < MAX_TOKENS) {
            tokens.add(cut(token.toLowerCase(Locale.ROOT)));
        }
    }

    static String cut(String token) {
        return Columns.text(token, MAX_TOKEN);
    }
}
