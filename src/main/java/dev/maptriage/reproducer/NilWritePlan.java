package dev.maptriage.reproducer;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnosis;
import dev.maptriage.diagnosis.FunctionName;
import dev.maptriage.diagnosis.KeyKind;
import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.diagnosis.Party;
import dev.maptriage.diagnosis.StackLine;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One goroutine and a map that was never made: who writes, how, and where the map is.
///
/// @param culprit   who writes
/// @param holder    where the map is, as far as the incident shows
/// @param write     how it is written
/// @param keys      family of the keys
/// @param system    whether the program shows the runtime's own frames, because the incident does
/// @param goroutine whether it happened on a goroutine that the program started
record NilWritePlan(Actor culprit, Holder holder, Write write, KeyKind keys, boolean system, boolean goroutine) {
    private static final Pattern NIL_WORD = Pattern.compile("(^|[^{\\w])0x0\\??(,|$)");

    /// Where the map is.
    enum Holder {
        /** A field of the receiver. */
        FIELD,
        /** The receiver itself is a map. */
        RECEIVER,
        /** The map is passed as an argument: a word of zeros among the arguments. */
        PARAMETER,
        /** Nothing is known: a variable of the package. */
        VARIABLE
    }

    /// How the map is written: by an assignment, or by a function of the standard library that assigns.
    enum Write {
        ASSIGN(null, "int", "%s[%s] = %s"),
        HEADER_SET("net/http.Header.Set", "string", "%s.Set(%s, %s)"),
        HEADER_ADD("net/http.Header.Add", "string", "%s.Add(%s, %s)"),
        MIME_SET("net/textproto.MIMEHeader.Set", "string", "%s.Set(%s, %s)"),
        MIME_ADD("net/textproto.MIMEHeader.Add", "string", "%s.Add(%s, %s)"),
        VALUES_SET("net/url.Values.Set", "string", "%s.Set(%s, %s)"),
        VALUES_ADD("net/url.Values.Add", "string", "%s.Add(%s, %s)"),
        MAPS_COPY("maps.Copy", "int", "maps.Copy(%s, map[string]int{%s: %s})"),
        REFLECT("reflect.Value.SetMapIndex", "int",
                "reflect.ValueOf(%s).SetMapIndex(reflect.ValueOf(%s), reflect.ValueOf(%s))");

        final @Nullable String function;
        final String element;
        final String statement;

        Write(@Nullable String function, String element, String statement) {
            this.function = function;
            this.element = element;
            this.statement = statement;
        }

        /// The map's own type where the library has one, e.g. `net/http.Header`; null for a plain map.
        @Nullable
        String library() {
            return function == null || this == MAPS_COPY || this == REFLECT
                    ? null
                    : function.substring(0, function.lastIndexOf('.'));
        }

        private static Write of(String function) {
            for (Write write : values()) {
                if (function.equals(write.function)) {
                    return write;
                }
            }
            return ASSIGN;
        }
    }

    static NilWritePlan of(Diagnosis diagnosis) {
        CodePoint at = diagnosis.culprit();
        Actor culprit = at == null
                ? Actor.unnamed(null, "assign", OperationType.ASSIGN)
                : Actor.of(at, OperationType.ASSIGN);
        Party party = diagnosis.parties().stream().filter(p -> p.role() == Party.Role.FAILING).findFirst().orElse(null);
        List<StackLine> stack = party == null ? List.of() : party.stack();
        int index = indexOf(stack, at);
        Write write = index > 0
                ? Write.of(FunctionName.withoutTypeArguments(stack.get(index - 1).function()))
                : Write.ASSIGN;
        KeyKind seen = diagnosis.operation().keyKind();
        KeyKind keys = switch (write) {
            case ASSIGN -> seen;
            case REFLECT -> seen == KeyKind.GENERIC ? seen : KeyKind.FASTSTR;
            default -> KeyKind.FASTSTR;
        };
        boolean system = diagnosis.operation().runtimeFunction() != null
                || diagnosis.operation().keyKind() != KeyKind.UNKNOWN;
        boolean goroutine = party != null && party.created() != null && party.created().user();
        return new NilWritePlan(culprit, holder(culprit, index < 0 ? null : stack.get(index).arguments()), write, keys,
                system, goroutine && !culprit.isEntry());
    }

    private static int indexOf(List<StackLine> stack, @Nullable CodePoint at) {
        for (int i = 0; i < stack.size() && at != null; i++) {
            if (stack.get(i).textLine() == at.textLine() && stack.get(i).function().equals(at.function())) {
                return i;
            }
        }
        return -1;
    }

    private static Holder holder(Actor culprit, @Nullable String arguments) {
        boolean nilWord = arguments != null && NIL_WORD.matcher(arguments).find();
        if (culprit.isMethod()) {
            boolean first = arguments != null && arguments.startsWith("0x0") && nilWord;
            return !culprit.pointer() && first && !culprit.generic() ? Holder.RECEIVER : Holder.FIELD;
        }
        // A variable of the package cannot have a key of a type parameter.
        return culprit.generic() || (nilWord && !culprit.closure()) ? Holder.PARAMETER : Holder.VARIABLE;
    }
}
