package dev.maptriage.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// A function's name taken apart.
///
/// | printed | path | receiver | name | closure |
/// |---|---|---|---|---|
/// | `example.com/shop/cart.(*Store).Get` | `example.com/shop/cart` | `Store` | `Get` | no |
/// | `example.com/shop/cart.Store.Get` | `example.com/shop/cart` | `Store` | `Get` | no |
/// | `main.(*Tally[go.shape.uint32]).Inc` | `main` | `Tally` | `Inc` | no |
/// | `main.main.func1.2` | `main` | | `main` | yes |
/// | `gopkg.example/kv%2ev2.Open.gowrap1` | `gopkg.example/kv.v2` | | `Open` | yes |
///
/// @param path     import path
/// @param receiver type of the receiver without `*` and type arguments; empty for a plain function
/// @param pointer  whether the receiver is a pointer
/// @param name     last name that a person wrote
/// @param closure  whether it is a function literal or a wrapper inside `name`
/// @param owners   all names a person wrote, outermost first; more than one plain name when the compiler inlined one
///                 function's closure into another
public record FunctionName(String path, String receiver, boolean pointer, String name, boolean closure,
        List<String> owners) {
    private static final Pattern LITERAL = Pattern
            .compile("func\\d+|gowrap\\d+|deferwrap\\d+|\\d+|glob|init\\d*|func·\\d+|range\\d+");

    public FunctionName {
        owners = List.copyOf(owners);
    }

    /// Takes a name apart as Go prints it.
    public static FunctionName parse(String printed) {
        String plain = withoutTypeArguments(printed);
        int dot = plain.indexOf('.', plain.lastIndexOf('/') + 1);
        if (dot < 0) {
            return new FunctionName("", "", false, plain, false, List.of(plain));
        }
        String path = plain.substring(0, dot).replace("%2e", ".");
        String rest = plain.substring(dot + 1);
        boolean pointer = rest.startsWith("(*");
        String receiver = "";
        if (pointer && rest.contains(")")) {
            receiver = rest.substring(2, rest.indexOf(')'));
            rest = rest.substring(Math.min(rest.length(), rest.indexOf(')') + 2));
        }
        List<String> owners = new ArrayList<>();
        boolean closure = false;
        for (String part : Arrays.asList(rest.split("\\.", -1))) {
            int dash = part.indexOf('-');
            String word = dash > 0 ? part.substring(0, dash) : part;
            closure |= dash > 0 && !part.endsWith("-fm");
            if (word.isEmpty() || LITERAL.matcher(word).matches()) {
                closure |= !word.startsWith("init");
                if (word.startsWith("init") && owners.isEmpty()) {
                    owners.add("init");
                }
            } else {
                owners.add(word.replace("(*", "").replace(")", ""));
            }
        }
        if (owners.isEmpty()) {
            owners.add("init");
        }
        if (!pointer && owners.size() == 2 && !closure) {
            receiver = owners.getFirst();
        }
        return new FunctionName(path, receiver, pointer, owners.getLast(), closure, owners);
    }

    /// The name without type arguments: `T[...]` and `T[go.shape.int]` are one function.
    public static String withoutTypeArguments(String printed) {
        if (printed.indexOf('[') < 0) {
            return printed;
        }
        StringBuilder plain = new StringBuilder(printed.length());
        int depth = 0;
        for (int i = 0; i < printed.length(); i++) {
            char c = printed.charAt(i);
            depth += c == '[' ? 1 : 0;
            if (depth == 0) {
                plain.append(c);
            }
            depth -= c == ']' && depth > 0 ? 1 : 0;
        }
        return plain.toString();
    }

    /// Whether both are methods of one type.
    boolean sameType(FunctionName other) {
        return !type().isEmpty() && type().equals(other.type());
    }

    /// The type whose method it is, with its package: `example.com/shop/cart.Store`; empty for a plain function.
    public String type() {
        return receiver.isEmpty() ? "" : path + "." + receiver;
    }

    /// Last element of the import path: what the source calls the package.
    public String packageName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// How a person says it: `cart.(*Store).Get`.
    public String spoken() {
        String method = String.join(".", owners);
        String inside = receiver.isEmpty() || !pointer ? method : "(*" + receiver + ")." + method;
        return path.isEmpty() ? inside : packageName() + "." + inside;
    }
}
