package dev.maptriage.reproducer;

import dev.maptriage.reproducer.NilWritePlan.Holder;
import dev.maptriage.reproducer.NilWritePlan.Write;
import dev.maptriage.reproducer.Reproducer.Form;
import org.jspecify.annotations.Nullable;

/// Writes an assignment to a map that was never made.
final class NilWriteFile {
    private static final String MESSAGE = "assignment to entry in nil map";
    private static final String FAILS = " // fails here";

    private final NilWritePlan plan;
    private final Actor culprit;
    private final GoFile file;
    private final GoWriter out;
    private final Naming names;
    private final KeyType keys;
    private final String field;
    private final String variable;

    private NilWriteFile(NilWritePlan plan, Form form) {
        this.plan = plan;
        this.culprit = plan.culprit();
        this.file = new GoFile(culprit, form);
        this.out = file.body;
        this.names = new Naming(file.scope, file.isTest(), culprit);
        this.keys = KeyType.of(plan.keys(), file.scope);
        this.field = Naming.field(culprit);
        this.variable = file.scope.ours("entries");
    }

    static GoSource write(NilWritePlan plan, Form form) {
        return new NilWriteFile(plan, form).write();
    }

    private GoSource write() {
        keys.declare(out);
        boolean inTest = file.isTest() && culprit.isNamedLikeTest();
        if (culprit.isMethod()) {
            type();
            function();
        } else if (inTest || (isMain() && !file.isTest())) {
            // The write stands in the function that starts it all.
        } else if (culprit.name().equals("init")) {
            variable();
            init();
        } else {
            if (plan.holder() == Holder.VARIABLE && !isMain()) {
                variable();
            }
            function();
        }
        if (file.isTest()) {
            test(inTest);
        } else {
            program();
        }
        return file.source(header(), plan.write() == Write.MAPS_COPY ? "1.21" : null);
    }

    private boolean isMain() {
        return !culprit.isMethod() && culprit.name().equals("main");
    }

    private boolean isInit() {
        return !culprit.isMethod() && culprit.name().equals("init");
    }

    private String mapType(String key) {
        String library = plan.write().library();
        if (library == null) {
            return "map[" + key + "]" + plan.write().element;
        }
        int dot = library.lastIndexOf('.');
        return file.pkg(library.substring(0, dot)) + library.substring(dot);
    }

    private void type() {
        String name = names.type(culprit);
        String key = culprit.generic() ? "K" : keys.name();
        if (plan.holder() == Holder.RECEIVER) {
            out.comment(name + " stands for the map type of that name in the incident.");
            out.line("type " + name + " map[" + key + "]" + plan.write().element).line("");
            return;
        }
        out.comment(name + " stands for the type of that name in the incident.");
        out.open("type " + name + (culprit.generic() ? "[K comparable]" : "") + " struct {")
                .line(field + " " + mapType(key) + " // never made").close().line("");
    }

    private void variable() {
        out.line("var " + variable + " " + mapType(keys.name()) + " // never made").line("");
    }

    private void function() {
        boolean generic = culprit.generic() && !isMain();
        String key = generic ? "K" : keys.name();
        String name = isMain() ? "main" : names.function(culprit);
        String map = culprit.isMethod()
                ? names.receiver(culprit) + (plan.holder() == Holder.RECEIVER ? "" : "." + field)
                : variable;
        String parameters = isMain() ? "" : "key " + key + ", value " + plan.write().element;
        if (plan.holder() == Holder.PARAMETER && !isMain()) {
            parameters = variable + " " + mapType(key) + ", " + parameters;
        }
        boolean typed = generic && !culprit.isMethod();
        out.comment(name + " writes as it did in the incident.", "").line("//go:noinline");
        out.open("func " + (culprit.isMethod() ? names.receiverClause(culprit) + " " : "") + name
                + (typed ? "[K comparable]" : "") + "(" + parameters + ") {");
        if (isMain()) {
            out.comment("Never made.").line("var " + variable + " " + mapType(key));
        }
        statement(map, isMain() ? keys.sample() : "key", isMain() ? value() : "value");
        out.close().line("");
    }

    /// The write, in a function literal where the incident has one.
    private void statement(String map, String key, String value) {
        String plain = plan.write().statement.formatted(map, key, value)
                .replace("reflect.", plan.write() == Write.REFLECT ? file.pkg("reflect") + "." : "reflect.")
                .replace("maps.Copy", plan.write() == Write.MAPS_COPY ? file.pkg("maps") + ".Copy" : "maps.Copy");
        if (culprit.closure()) {
            String write = file.scope.ours("write");
            out.open(write + " := func() {").line(plain + FAILS).close().line(write + "()");
        } else {
            out.line(plain + FAILS);
        }
    }

    private String value() {
        return plan.write().element.equals("string") ? "\"value\"" : "1";
    }

    private void init() {
        if (!file.isTest()) {
            out.open("func init() {");
            traceback();
            statement(variable, keys.sample(), value());
            out.close().line("");
            return;
        }
        out.comment("What init panicked with, and where.");
        out.open("var (").line("recovered any").line("stack     string").close(")").line("");
        out.open("func init() {").open("defer func() {").line("recovered = recover()")
                .line("stack = string(" + file.pkg("runtime/debug") + ".Stack())").close("}()");
        statement(variable, keys.sample(), value());
        out.close().line("");
    }

    /// Declares what the call is made on, and returns the call; null where there is nothing to call.
    private @Nullable String call() {
        if (isMain()) {
            return file.isTest() ? "main()" : null;
        }
        if (isInit()) {
            return null;
        }
        String arguments = keys.sample() + ", " + value();
        if (culprit.isMethod()) {
            String holder = file.scope.ours("holder");
            out.line(plan.holder() == Holder.RECEIVER
                    ? "var " + holder + " " + names.type(culprit) + " // never made"
                    : holder + " := &" + names.type(culprit) + (culprit.generic() ? "[" + keys.name() + "]" : "")
                            + "{}");
            return holder + "." + names.function(culprit) + "(" + arguments + ")";
        }
        if (plan.holder() == Holder.PARAMETER) {
            out.line("var " + variable + " " + mapType(keys.name()) + " // never made");
            return names.function(culprit) + "(" + variable + ", " + arguments + ")";
        }
        String typeArgument = culprit.generic() ? "[" + keys.name() + "]" : "";
        return names.function(culprit) + typeArgument + "(" + arguments + ")";
    }

    private void traceback() {
        if (plan.system()) {
            out.comment("The runtime's own frames tell which map function it was.");
            out.line(file.pkg("runtime/debug") + ".SetTraceback(\"system\")");
        }
    }

    private void program() {
        out.open("func main() {");
        if (!isInit()) {
            traceback();
        }
        String call = call();
        if (isMain()) {
            out.comment("Never made.").line("var " + variable + " " + mapType(keys.name()));
            statement(variable, keys.sample(), value());
        } else if (call != null && plan.goroutine()) {
            String started = file.scope.ours("started");
            out.line("var " + started + " " + file.pkg("sync") + ".WaitGroup").line(started + ".Add(1)")
                    .open("go func() {").line(call)
                    .line(started + ".Done() // not deferred: that would let main end before the panic is printed")
                    .close("}()")
                    .line(started + ".Wait()");
        } else if (call != null) {
            out.line(call);
        }
        out.close();
    }

    /// The map as an expression, where the test can see it; null where it is inside a function.
    private @Nullable String seen(boolean inTest) {
        if (isMain() && !inTest) {
            return null;
        }
        if (culprit.isMethod()) {
            String holder = file.scope.ours("holder");
            return plan.holder() == Holder.RECEIVER ? holder : holder + "." + field;
        }
        return variable;
    }

    private void test(boolean inTest) {
        String name = inTest ? culprit.name() : file.scope.ours("TestNilMapWrite");
        out.open("func " + name + "(t *" + file.pkg("testing") + ".T) {");
        String call = inTest ? null : call();
        if (inTest) {
            out.line("var " + variable + " " + mapType(keys.name()) + " // never made");
        }
        String map = seen(inTest);
        if (map != null) {
            String boxed = file.scope.ours("boxed");
            out.comment("Put into an interface the map is not nil any more; only reflect still knows.");
            out.line("var " + boxed + " any = " + map);
            out.open("if " + boxed + " == nil || !" + file.pkg("reflect") + ".ValueOf(" + boxed + ").IsNil() {")
                    .line("t.Fatal(\"not a typed nil\")").close();
        }
        if (isInit()) {
            checks("recovered", "stack");
            out.close();
            return;
        }
        out.open("defer func() {").line("recovered := recover()")
                .line("stack := string(" + file.pkg("runtime/debug") + ".Stack())");
        checks("recovered", "stack");
        out.close("}()");
        if (call == null) {
            statement(variable, keys.sample(), value());
        } else {
            out.line(call);
        }
        out.close();
    }

    private void checks(String recovered, String stack) {
        String culpritName = needle();
        out.line("err, ok := " + recovered + ".(error)");
        out.open("if !ok || err.Error() != \"" + MESSAGE + "\" {")
                .line("t.Fatalf(\"recovered %v\", " + recovered + ")").close();
        out.open("if !" + file.pkg("strings") + ".Contains(" + stack + ", \"" + culpritName + "\") {")
                .line("t.Fatalf(\"no " + culpritName + " in\\n%s\", " + stack + ")").close();
    }

    /// The culprit as a stack of this file prints it.
    private String needle() {
        if (isMain() || isInit()) {
            return "." + culprit.name();
        }
        String function = names.function(culprit);
        String arguments = culprit.generic() ? "[...]" : "";
        if (!culprit.isMethod()) {
            return "." + function + arguments;
        }
        String type = names.type(culprit) + arguments;
        return (culprit.pointer() ? "(*" + type + ")" : type) + "." + function;
    }

    private Header header() {
        Header header = new Header();
        String where = isMain() || isInit() ? culprit.name() : culprit.spoken();
        header.say("panic: " + MESSAGE + ", in " + where);
        header.say(culprit.isKnown()
                ? "From an incident in which " + culprit.printed()
                        + (culprit.place() == null ? "" : " (" + culprit.place() + ")")
                        + " assigned to an entry of a map that was never made." + shape()
                : "From an incident in which a function that the crash text does not show assigned to an entry of a map that"
                        + " was never made.");
        header.show((file.isTest() ? "go test " : "go run ") + file.fileName());
        if (file.isTest()) {
            header.say("It passes: the test recovers the panic, compares its text, and looks for the culprit in the"
                    + " stack. The line marked \"fails here\" is where it panics.");
        } else {
            header.say("It ends at once, with exit status 2 and");
            header.show("panic: " + MESSAGE);
            header.say("at the line marked \"fails here\".");
        }
        header.say(plan.write() == Write.MAPS_COPY
                ? "Needs Go 1.21 or later, and no go.mod."
                : "Needs Go 1.19 or later, and no go.mod.");
        return header;
    }

    private String shape() {
        String library = plan.write().function;
        String how = library == null ? "" : " The write itself is in " + library + ".";
        return how + switch (plan.holder()) {
            case FIELD -> " Here the map is a field of the receiver.";
            case RECEIVER -> " Its first argument is nil: the receiver is the map.";
            case PARAMETER -> " One of its arguments is nil: here that is the map.";
            case VARIABLE -> " Where the map comes from the crash text does not show; here it is a variable.";
        };
    }
}
