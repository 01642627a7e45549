package dev.maptriage.reproducer;

import dev.maptriage.diagnosis.OperationType;
import dev.maptriage.reproducer.Reproducer.Form;

/// Writes two goroutines that use one map without a lock.
///
/// What makes the runtime notice within moments on any machine: more threads than goroutines, so that the operating
/// system takes a thread away in the middle of a map operation even where there is one processor; fresh keys, so that
/// the map grows and operations take long; round after round with a new map.
///
/// Where both sides write, either could be the one that notices. The incident's culprit works seldom and briefly beside
/// a side that is inside the map nearly all the time: then it is the culprit that finds the map in use.
final class ConcurrentFile {
    /** A number with more digits than those of any round. */
    private static final String ABSENT = "1 << 20";
    private static final String FAILS = " // fails here";
    private static final String OTHER = " // the other party";

    /// Where the failing side's code stands.
    private enum Place {
        /** In a function of its own, which a goroutine calls. */
        CALLED,
        /** In a function literal of a function that starts the goroutines. */
        OWNED,
        /** In the function that starts it all. */
        DRIVER
    }

    private final ConcurrentPlan plan;
    private final Actor failing;
    private final Actor other;
    private final GoFile file;
    private final GoWriter out;
    private final Naming names;
    private final KeyType keys;
    private final Place place;
    private final String field;
    private final String shared;
    private final String operations;

    private ConcurrentFile(ConcurrentPlan plan, Form form) {
        this.plan = plan;
        this.failing = plan.failing().closure() ? plan.failing().notGeneric() : plan.failing();
        boolean plain = plan.other().closure()
                || (plan.other().isMethod() && plan.other().sameType(failing) && !failing.generic());
        this.other = plain ? plan.other().notGeneric() : plan.other();
        this.file = new GoFile(failing, form);
        this.out = file.body;
        for (Actor actor : new Actor[]{failing, other}) {
            if (actor.deed() == OperationType.DELETE || actor.deed() == OperationType.CLEAR) {
                file.scope.need(actor.deed() == OperationType.DELETE ? "delete" : "clear");
            }
        }
        this.names = new Naming(file.scope, file.isTest(), failing, other);
        this.keys = KeyType.of(plan.keys(), file.scope);
        this.place = place();
        this.field = Naming.field(failing, other);
        this.shared = file.scope.ours("shared");
        this.operations = file.scope.ours("operations");
    }

    static GoSource write(ConcurrentPlan plan, Form form) {
        return new ConcurrentFile(plan, form).write();
    }

    private GoSource write() {
        types();
        if (place == Place.CALLED) {
            function(failing, FAILS);
        } else if (place == Place.OWNED) {
            owner();
        }
        if (!plan.twins() && !isMerged() && !isInline()) {
            function(other, OTHER);
        }
        keys();
        driver();
        return file.source(header(), plan.needsGo121() ? "1.21" : null);
    }

    private Place place() {
        if (failing.isMethod()) {
            return failing.closure() ? Place.OWNED : Place.CALLED;
        }
        boolean drives = failing.name().equals("init") || (file.isTest()
                ? failing.isNamedLikeTest()
                : failing.name().equals("main"));
        if (drives) {
            return Place.DRIVER;
        }
        return failing.closure() || failing.isEntry() ? Place.OWNED : Place.CALLED;
    }

    /// Whether one function does both, as one that fills a map it reads.
    private boolean isMerged() {
        return place == Place.CALLED && !plan.twins() && other.sameFunction(failing);
    }

    /// Whether the other side has no function of its own here.
    private boolean isInline() {
        boolean entry = !other.isMethod() && (other.isEntry() || (file.isTest() && other.isNamedLikeTest()));
        return entry || (place != Place.CALLED && other.sameFunction(failing));
    }

    /// Whether the failing side runs on the goroutine that starts the other one.
    private boolean onStarter() {
        return place != Place.CALLED && !failing.closure();
    }

    private void types() {
        keys.declare(out);
        if (failing.isMethod()) {
            type(failing);
        }
        if (other.isMethod() && !other.sameType(failing)) {
            type(other);
        }
    }

    private void type(Actor actor) {
        String name = names.type(actor);
        out.comment(actor.isKnown()
                ? name + " stands for the type of that name in the incident: a map and no lock."
                : name + " is a map and no lock.");
        out.open("type " + name + (actor.generic() ? "[K comparable]" : "") + " struct {")
                .line(field + " map[" + (actor.generic() ? "K" : keys.name()) + "]int").close().line("");
    }

    /// A function with the deed of one side, or of both.
    private void function(Actor actor, String mark) {
        String key = actor.generic() ? "K" : keys.name();
        String map = actor.isMethod() ? names.receiver(actor) + "." + field : "entries";
        describe(actor);
        StringBuilder parameters = new StringBuilder();
        if (!actor.isMethod()) {
            add(parameters, "entries map[" + key + "]int");
        }
        if (isMerged()) {
            add(parameters, "write bool");
        }
        if (takesKey(actor.deed()) || (isMerged() && takesKey(other.deed()))) {
            add(parameters, "key " + key);
        }
        if (actor.deed() == OperationType.ASSIGN || (isMerged() && other.deed() == OperationType.ASSIGN)) {
            add(parameters, "value int");
        }
        String head = "func " + (actor.isMethod() ? names.receiverClause(actor) + " " : "") + names.function(actor)
                + (actor.generic() && !actor.isMethod() ? "[K comparable]" : "");
        out.open(head + "(" + parameters + ")" + result(actor, key) + " {");
        if (isMerged()) {
            out.open("if write {");
            deed(other.deed(), map, "key", "value", OTHER);
            out.line(switch (actor.deed()) {
                case READ, ITERATE -> "return 0";
                case CLONE -> "return nil";
                default -> "return";
            });
            out.close();
        }
        returning(actor.deed(), map, mark);
        out.close().line("");
    }

    private void describe(Actor actor) {
        String name = names.function(actor);
        if (!actor.isKnown()) {
            out.comment(name + " stands for the other party, which the crash text does not show.");
        } else {
            out.comment(name + " does with the map what it did in the incident.");
        }
        out.comment("").line("//go:noinline");
    }

    private static void add(StringBuilder list, String item) {
        list.append(list.isEmpty() ? "" : ", ").append(item);
    }

    private static boolean takesKey(OperationType deed) {
        return deed == OperationType.ASSIGN || deed == OperationType.DELETE || deed == OperationType.READ;
    }

    private static String result(Actor actor, String key) {
        return switch (actor.deed()) {
            case READ, ITERATE -> " int";
            case CLONE -> " map[" + key + "]int";
            default -> "";
        };
    }

    /// The deed as the end of a function.
    private void returning(OperationType deed, String map, String mark) {
        switch (deed) {
            case READ -> out.line("return " + map + "[key]" + mark);
            case CLONE -> out.line("return " + file.pkg("maps") + ".Clone(" + map + ")" + mark);
            case ITERATE -> out.line("sum := 0").open("for _, value := range " + map + " {" + mark)
                    .line("sum += value").close().line("return sum");
            default -> deed(deed, map, "key", "value", mark);
        }
    }

    /// The deed as a statement.
    private void deed(OperationType deed, String map, String key, String value, String mark) {
        switch (deed) {
            case DELETE -> out.line("delete(" + map + ", " + key + ")" + mark);
            case READ -> out.line("_ = " + map + "[" + key + "]" + mark);
            case ITERATE -> out.open("for range " + map + " {" + mark).close();
            case CLEAR -> out.line("clear(" + map + ")" + mark);
            case CLONE -> out.line("_ = " + file.pkg("maps") + ".Clone(" + map + ")" + mark);
            default -> out.line(map + "[" + key + "] = " + value + mark);
        }
    }

    private void keys() {
        out.comment("Keys in a round; with new ones the map grows many times, and operations take long.");
        out.line("const " + operations + " = 1 << 16").line("");
        out.comment("In the first round the goroutines take turns, so that the race detector sees both before they meet"
                + " in the map.");
        out.line("var " + late() + " = " + file.pkg("time") + ".Millisecond").line("");
        if (keys.variable() != null) {
            out.line("var " + keys.variable() + " [" + operations + "]" + keys.declared()).line("");
        }
        if (keys.imported() != null) {
            file.pkg(keys.imported());
            out.open("func " + keyOf() + "(i int) " + keys.name() + " {").line("return " + keys.made()).close()
                    .line("");
        }
    }

    private String late() {
        return file.scope.ours("late");
    }

    private String keyOf() {
        return file.scope.ours("keyOf");
    }

    private String key(String index) {
        return keys.imported() != null ? keyOf() + "(" + index + ")" : keys.at(index);
    }

    /// The function whose literals the goroutines run.
    private void owner() {
        String head = failing.isMethod()
                ? names.receiverClause(failing) + " " + names.function(failing) + "()"
                : ownerName() + "(" + (failing.isEntry() ? "" : shared + " map[" + keys.name() + "]int") + ")";
        String name = failing.isMethod() || !failing.isEntry() ? names.function(failing) : failing.name();
        out.comment(name + " starts both goroutines, as it did in the incident.", "").line("//go:noinline");
        out.open("func " + head + " {");
        if (failing.isEntry()) {
            out.line(shared + " := " + newMap());
        }
        round(failing.isMethod() ? names.receiver(failing) + "." + field : shared,
                failing.isMethod() ? names.receiver(failing) : shared);
        out.close().line("");
    }

    private String ownerName() {
        return failing.isEntry() ? failing.name() : names.function(failing);
    }

    private String newMap() {
        return "map[" + keys.name() + "]int{}";
    }

    private void driver() {
        boolean init = place == Place.DRIVER && failing.name().equals("init");
        boolean test = file.isTest() && !init;
        String start = file.scope.ours("start");
        String time = file.pkg("time");
        out.open(head(init));
        if (plan.system()) {
            out.comment("The runtime's own frames tell which map function it was.");
            out.line(file.pkg("runtime/debug") + ".SetTraceback(\"system\")");
        }
        out.comment("Threads for both goroutines, also where GOMAXPROCS=1 is set or the machine has one core.");
        String threads = file.pkg("runtime") + ".GOMAXPROCS(4)";
        out.line(test ? "defer " + file.pkg("runtime") + ".GOMAXPROCS(" + threads + ")" : threads);
        out.open("for " + start + " := " + time + ".Now(); " + time + ".Since(" + start + ") < 10*" + time
                + ".Second; {");
        if (place == Place.OWNED && failing.isEntry()) {
            out.line(failing.name() + "()");
        } else {
            out.line(shared + " := " + (failing.isMethod()
                    ? "&" + names.type(failing) + typeArgument(failing) + "{" + field + ": " + newMap() + "}"
                    : newMap()));
            if (place == Place.OWNED) {
                out.line(failing.isMethod()
                        ? shared + "." + names.function(failing) + "()"
                        : names.function(failing) + "(" + shared + ")");
            } else {
                round(failing.isMethod() ? shared + "." + field : shared, shared);
            }
        }
        out.close();
        String unnoticed = "the runtime did not notice within ten seconds: run it again";
        out.line(test ? "t.Fatal(\"" + unnoticed + "\")" : file.pkg("log") + ".Fatal(\"" + unnoticed + "\")");
        out.close();
        if (init) {
            out.line("").line(file.isTest()
                    ? "func TestConcurrentMap(t *" + file.pkg("testing") + ".T) {}"
                    : "func main() {}");
        }
    }

    private String head(boolean init) {
        if (init) {
            return "func init() {";
        }
        if (!file.isTest()) {
            return "func main() {";
        }
        String name = place == Place.DRIVER ? names.function(failing) : file.scope.ours("TestConcurrentMap");
        return "func " + name + "(t *" + file.pkg("testing") + ".T) {";
    }

    private String typeArgument(Actor actor) {
        return actor.generic() ? "[" + keys.name() + "]" : "";
    }

    /// Both goroutines, from a new map to the end of both.
    ///
    /// @param map  the map, as an expression
    /// @param self what methods of the failing side's type are called on
    private void round(String map, String self) {
        String both = file.scope.ours("both");
        fill(map);
        String writer = self;
        if (other.isMethod() && !other.sameType(failing) && !isInline()) {
            writer = file.scope.ours("writer");
            out.line(writer + " := &" + names.type(other) + typeArgument(other) + "{" + field + ": " + map + "}");
        }
        boolean asked = !plan.twins();
        String done = file.scope.ours("done");
        if (asked) {
            out.line("var " + done + " " + file.pkg("sync/atomic") + ".Bool");
        }
        out.line("var " + both + " " + file.pkg("sync") + ".WaitGroup");
        out.line(both + ".Add(" + (onStarter() ? 1 : 2) + ")");
        if (plan.twins()) {
            String leads = file.scope.ours("leads");
            out.open("for g := 0; g < 2; g++ {").line(leads + " := g == 0 && " + late() + " > 0");
            goroutine(both, () -> {
                lead(leads, () -> act(failing, map, self, "0", ""));
                sleep(late());
                manyTimes(failing, () -> act(failing, map, self, "i", FAILS));
            });
            out.close();
        } else {
            if (!onStarter()) {
                goroutine(both, () -> untilDone(done, map, self));
            }
            String on = writer;
            goroutine(both, () -> {
                lead(late() + " > 0", () -> act(other, map, on, "0", OTHER));
                manyTimes(other, () -> act(other, map, on, "i", OTHER));
                out.line(done + ".Store(true)");
            });
            if (onStarter()) {
                untilDone(done, map, self);
            }
        }
        out.line(both + ".Wait()").line(late() + " = 0");
    }

    /// The detector forgets where an access was made soon after: the one that leads stops behind its first.
    private void lead(String condition, Runnable content) {
        out.open("if " + condition + " {");
        content.run();
        sleep("20 * " + late());
        out.close();
    }

    private void sleep(String time) {
        out.line(file.pkg("time") + ".Sleep(" + time + ")");
    }

    private void fill(String map) {
        boolean walks = failing.deed() == OperationType.ITERATE || failing.deed() == OperationType.CLONE;
        if (walks || (shrinks(failing.deed()) && plan.twins()) || shrinks(other.deed())) {
            if (walks) {
                out.comment("All keys are there from the start: where a map grows under it, an iteration of Go 1.24 and"
                        + " later can fail as a read.");
            }
            out.open("for i := 0; i < " + operations + "; i++ {").line(map + "[" + key("i") + "] = i").close();
        } else if (failing.deed() != OperationType.ASSIGN) {
            out.line(map + "[" + key("0") + "] = 0 // in an empty map there is nothing to check");
        }
    }

    private static boolean shrinks(OperationType deed) {
        return deed == OperationType.DELETE || deed == OperationType.CLEAR;
    }

    private void goroutine(String both, Runnable content) {
        out.open("go func() {").line("defer " + both + ".Done()");
        content.run();
        out.close("}()");
    }

    private void manyTimes(Actor actor, Runnable content) {
        if (actor.deed() == OperationType.CLEAR) {
            content.run();
            return;
        }
        out.open("for i := 0; i < " + operations + "; i++ {");
        content.run();
        out.close();
    }

    private void untilDone(String done, String map, String self) {
        boolean missing = failing.deed() == OperationType.READ && keys.imported() != null;
        if (missing) {
            out.comment("This key is never there, and longer than all others: a lookup compares keys of its own length,"
                    + " and must not touch one that is half written.");
        }
        out.open("for !" + done + ".Load() {");
        sleep(late());
        act(failing, map, self, missing ? ABSENT : "0", FAILS);
        if (plan.bothWrite()) {
            out.line(file.pkg("runtime") + ".Gosched()");
        }
        out.close();
    }

    /// One operation of a side, in a goroutine.
    private void act(Actor actor, String map, String self, String index, String mark) {
        boolean first = actor.equals(failing) && !mark.equals(OTHER);
        if (first ? place != Place.CALLED : isInline()) {
            deed(actor.deed(), map, key(index), index, mark);
            return;
        }
        StringBuilder arguments = new StringBuilder();
        if (!actor.isMethod()) {
            add(arguments, map);
        }
        boolean merged = isMerged();
        if (merged) {
            add(arguments, first ? "false" : "true");
        }
        if (takesKey(actor.deed()) || (merged && (takesKey(failing.deed()) || takesKey(other.deed())))) {
            add(arguments, key(index));
        }
        if (actor.deed() == OperationType.ASSIGN
                || (merged && (other.deed() == OperationType.ASSIGN || failing.deed() == OperationType.ASSIGN))) {
            add(arguments, index);
        }
        out.line((actor.isMethod() ? self + "." : "") + names.function(actor) + "(" + arguments + ")");
    }

    private Header header() {
        Header header = new Header();
        header.say("fatal error: " + plan.message() + ", in " + failing.spoken());
        header.say(story());
        header.show(run());
        String message = "It ends within ten seconds, mostly at once, with exit status " + (file.isTest() ? 1 : 2)
                + " and";
        header.say(message);
        header.show("fatal error: " + plan.message());
        if (plan.clones()) {
            header.say("(Go 1.24: \"concurrent map iteration and map write\".) The line marked \"fails here\" is the"
                    + " first of this file on the failing goroutine's stack. The race detector does not see maps.Clone.");
        } else {
            header.say(
                    "The line marked \"fails here\" is the first of this file on the failing goroutine's stack. With "
                            + (file.isTest() ? "go test -race" : "go run -race")
                            + " the race detector names both sides first.");
        }
        header.say(plan.needsGo121()
                ? "Needs Go 1.21 or later, and no go.mod."
                : "Needs Go 1.19 or later, and no go.mod.");
        return header;
    }

    private String run() {
        return (file.isTest() ? "go test " : "go run ") + file.fileName();
    }

    private String story() {
        StringBuilder story = new StringBuilder();
        Actor blamed = plan.swapped() ? other : failing;
        Actor beside = plan.swapped() ? failing : other;
        String did = blamed.deed() == OperationType.ASSIGN && !plan.exact() ? "wrote to" : blamed.did();
        story.append("From an incident in which ")
                .append(blamed.isKnown() ? blamed.printed() : "a function that the crash text does not show")
                .append(blamed.place() == null ? "" : " (" + blamed.place() + ")").append(' ').append(did)
                .append(" a map ");
        if (beside.isKnown() && plan.how() != ConcurrentPlan.Knowledge.UNKNOWN && !beside.equals(blamed)) {
            story.append("while ").append(beside.printed()).append(beside.place() == null
                    ? ""
                    : " (" + beside.place()
                            + ")");
            story.append(plan.how() == ConcurrentPlan.Knowledge.SUSPECTED
                    ? ", as the dump makes likely, wrote to it."
                    : " " + beside.did() + " it.");
        } else if (plan.twins() && plan.how() == ConcurrentPlan.Knowledge.SUSPECTED) {
            story.append("while, as the dump makes likely, another goroutine was in the same function.");
        } else {
            story.append("while another goroutine, which the crash text does not show, wrote to it.");
        }
        story.append(" Here two goroutines do the same without a lock.");
        if (plan.swapped()) {
            story.append(" Only the side that does not write can notice, so ").append(failing.spoken())
                    .append(" is the one that fails.");
        }
        return story.toString();
    }
}
