package dev.maptriage.hmap;

import dev.maptriage.hmap.RandomSource.Purpose;
import dev.maptriage.hmap.classic.ClassicMap;
import dev.maptriage.hmap.classic.ClassicState;
import dev.maptriage.hmap.classic.Hiter;
import dev.maptriage.hmap.swiss.Iter;
import dev.maptriage.hmap.swiss.SwissMap;
import dev.maptriage.hmap.swiss.SwissState;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Plays one transcript against the engine of its version and compares every field that the transcript has.
///
/// The engine takes from the transcript what is random (hashes, start values of iterators, for B of 16 and more the
/// chance in `noverflow`), and must ask for a new seed exactly where the transcript shows one.
final class TranscriptRun {

    /// The first field in which engine and transcript differ.
    static final class Difference extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Difference(String message) {
            super(message);
        }
    }

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PRINTED_CHARS = 6000;

    private final Path file;
    private final boolean sharedStrings;
    private final Map<Object, Object> strings = new HashMap<>();
    private final Map<Object, Long> hashes = new HashMap<>();
    private final Deque<Long> nanHashes = new ArrayDeque<>();
    private final Deque<Long> iteratorValues = new ArrayDeque<>();
    private final List<MapIterator> iterators = new ArrayList<>();
    private TranscriptKeys keys = TranscriptKeys.U64;
    private GoVersion version = GoVersion.GO_1_23;
    private @Nullable GoMap map;
    private @Nullable JsonNode line;
    private @Nullable JsonNode dumpAfter;
    private int seedsDrawn;
    private int hashCalls;
    private int nextOp;
    private boolean ended;
    private @Nullable String difference;

    int operations;
    int digests;
    int dumps;
    int counters;
    int iterationSteps;
    int hashCounts;

    /// @param sharedStrings whether equal keys are one string in memory, which a transcript does not say: Go compares
    ///                      pointers before it compares long strings, and that may save a hash
    TranscriptRun(Path file, boolean sharedStrings) {
        this.file = file;
        this.sharedStrings = sharedStrings;
    }

    GoVersion version() {
        return version;
    }

    TranscriptKeys keys() {
        return keys;
    }

    /// Plays the file to its end, or to the first field that differs.
    void compare() throws IOException {
        try {
            play();
        } catch (Difference e) {
            difference = e.getMessage();
        }
    }

    /// The first difference, in words; null if there is none.
    @Nullable
    String difference() {
        return difference;
    }

    private void play() throws IOException {
        try (BufferedReader in = open()) {
            JsonNode current = read(in);
            if (current == null || !current.path("t").asString("").equals("hdr")) {
                throw new Difference(file + ": does not begin with a header line");
            }
            header(current);
            current = read(in);
            while (current != null) {
                JsonNode next = read(in);
                take(current, next);
                current = next;
            }
        }
        if (!ended) {
            throw new Difference(file + ": cut off, the end line is missing");
        }
    }

    private BufferedReader open() throws IOException {
        InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    }

    private static @Nullable JsonNode read(BufferedReader in) throws IOException {
        String text = in.readLine();
        return text == null ? null : JSON.readTree(text);
    }

    private void header(JsonNode header) {
        keys = TranscriptKeys.of(header.path("kind").asString());
        boolean swiss = header.path("impl").asString().equals("swiss");
        String go = header.path("go").asString();
        GoVersion named = GoVersion.of(go).orElseThrow(() -> new Difference(file + ": no engine for release " + go));
        version = named == GoVersion.GO_1_24 && !swiss ? GoVersion.GO_1_24_NOSWISSMAP : named;
        if (version.swiss() != swiss) {
            throw new Difference(file + ": " + go + " is not " + header.path("impl").asString());
        }
        if (!swiss && header.path("bucketsize").asInt() != keys.kind.bucketSize()) {
            throw new Difference(file + ": bucketsize is " + header.path("bucketsize"));
        }
    }

    private void take(JsonNode current, @Nullable JsonNode next) {
        switch (current.path("t").asString("")) {
            case "" -> {
                dumpAfter = next != null && next.path("t").asString("").equals("dump") ? next : null;
                operation(current);
            }
            case "dump" -> dump(current);
            case "end" -> {
                ended = true;
                if (current.path("ops").asInt() != operations) {
                    throw new Difference(file + ": " + operations + " operations instead of " + current.path("ops"));
                }
            }
            default -> {
                // Notes are for readers.
            }
        }
    }

    private void operation(JsonNode op) {
        line = op;
        if (op.path("i").asInt() != nextOp) {
            throw new Difference(file + ": operation " + nextOp + " is missing");
        }
        nextOp++;
        operations++;
        prepare(op);
        try {
            perform(op);
        } catch (RuntimeFault | IllegalStateException | IndexOutOfBoundsException | NullPointerException e) {
            differ("outcome", "no failure", e.toString() + " at " + List.of(e.getStackTrace()));
        }
        compareRandomness(op);
        compare("s", op.path("s"), counters());
        counters++;
        if (op.has("tb")) {
            compare("tb", op.path("tb"), selectedTable(op));
        }
        if (op.has("hc")) {
            compare("hc", op.path("hc"), Integer.toString(hashCalls));
            hashCounts++;
        }
        if (op.has("dg")) {
            digests++;
            compare("dg", op.path("dg"), quote(digest()));
        }
        if (op.has("seed")) {
            hashes.clear();
        }
    }

    private void prepare(JsonNode op) {
        seedsDrawn = 0;
        hashCalls = 0;
        nanHashes.clear();
        iteratorValues.clear();
        if (op.has("h")) {
            learn(op.path("k").asString(), op.path("h").asString());
        }
        for (JsonNode pair : op.path("hk")) {
            learn(pair.path(0).asString(), pair.path(1).asString());
        }
        for (JsonNode hash : op.path("nh")) {
            nanHashes.add(hex(hash));
        }
        JsonNode st = op.path("st");
        if (st.isArray() && version.swiss()) {
            iteratorValues.add(hex(st.path(0)));
            iteratorValues.add(hex(st.path(1)));
        } else if (st.isArray() && map instanceof ClassicMap classic) {
            iteratorValues.add(st.path(0).asLong() | st.path(1).asLong() << classic.header().B());
        }
    }

    private void learn(String key, String hash) {
        hashes.put(keys.hashKey(keys.parse(key)), Long.parseUnsignedLong(hash, 16));
    }

    private void perform(JsonNode op) {
        switch (op.path("op").asString()) {
            case "new" -> make(op);
            case "set" -> set(op);
            case "get" -> {
                Elem elem = new Elem();
                Object key = key(op);
                boolean found = key instanceof Long k ? map().find((long) k, elem) : map().find(key, elem);
                compare("r", op.path("r"), found ? Long.toString(elem.get()) : "null");
                compareTwin(op, key, found, elem);
            }
            case "del" -> {
                if (key(op) instanceof Long k) {
                    map().delete((long) k);
                } else {
                    map().delete(key(op));
                }
            }
            case "clear" -> map().clear();
            case "clone" -> {
                iterators.clear();
                map = map().copy();
            }
            case "iter" -> {
                compare("it", op.path("it"), Integer.toString(iterators.size()));
                iterators.add(map().iterator());
                standing(op, iterators.getLast());
            }
            case "next" -> {
                MapIterator it = iterators.get(op.path("it").asInt());
                it.next();
                standing(op, it);
            }
            default -> throw new Difference(where() + ": unknown operation " + op.path("op"));
        }
    }

    /// `mapaccess1` is the same search: where it computes no hash, it may be asked, too.
    private void compareTwin(JsonNode op, Object key, boolean found, Elem elem) {
        if (keys.isNan(key)) {
            return;
        }
        int calls = hashCalls;
        long value = key instanceof Long k ? map().get((long) k) : map().get(key);
        hashCalls = calls;
        compare("r of mapaccess1", op.path("r"), found ? Long.toString(value) : value == 0 ? "null" : "" + value);
        if (!found && elem.present()) {
            differ("r", "no element", "a pointer to one");
        }
    }

    private void make(JsonNode op) {
        iterators.clear();
        hashes.clear();
        MapSetup setup = new MapSetup(version, keys.kind, new TranscriptHasher(), new TranscriptRandom(), null);
        String how = op.path("how").asString();
        map = switch (how) {
            case "nil" -> new NilMap(setup);
            case "small", "literal" -> version.swiss() ? SwissMap.make(setup) : ClassicMap.make(setup);
            case "hint" -> {
                long hint = op.path("hint").asLong();
                yield version.swiss() ? SwissMap.make(setup, hint) : ClassicMap.make(setup, hint);
            }
            default -> throw new Difference(where() + ": unknown way to make a map: " + how);
        };
    }

    private void set(JsonNode op) {
        String panic = null;
        try {
            store(op, key(op), op.path("v").asLong());
        } catch (RuntimeFault.Panic e) {
            panic = e.text();
        }
        if (op.has("panic") || panic != null) {
            compare("panic", op.path("panic"), panic == null ? "null" : quote(panic));
            compare("runtimeError", op.path("runtimeError"), Boolean.toString(panic != null));
        }
    }

    /// In turn the two ways to store: by the element's address, and all at once, which has a shorter path.
    private void store(JsonNode op, Object key, long value) {
        if (op.path("i").asInt() % 2 == 0) {
            TestKeys.put(map(), key, value);
            return;
        }
        Elem elem = new Elem();
        if (key instanceof Long k) {
            map().assign((long) k, elem);
        } else {
            map().assign(key, elem);
        }
        elem.set(value);
    }

    private Object key(JsonNode op) {
        Object key = keys.parse(op.path("k").asString());
        return sharedStrings ? strings.computeIfAbsent(key, k -> k) : key;
    }

    private void standing(JsonNode op, MapIterator it) {
        iterationSteps++;
        String at = "null";
        if (!it.done()) {
            Object key = keys.kind.objectKeys() ? it.keyObject() : (Object) it.key();
            at = "[" + quote(key == null ? "nil" : keys.text(key)) + "," + it.value() + "]";
        }
        compare("r", op.path("r"), at);
        if (op.has("is")) {
            compare("is", op.path("is"), iteratorState(it));
        }
    }

    private static String iteratorState(MapIterator it) {
        if (it instanceof Hiter hiter) {
            Hiter.State s = hiter.state();
            return list(s.B(), s.bucket(), s.i(), s.wrapped() ? 1 : 0, s.checkBucket());
        }
        Iter.State s = ((Iter) it).state();
        return list(s.globalDepth(), s.dirIdx(), s.entryIdx(), s.tableIndex(), s.clearSeq());
    }

    private void compareRandomness(JsonNode op) {
        boolean nil = op.path("how").asString("").equals("nil");
        // A classic clone draws the seed of a new map and then takes the seed of the old one.
        boolean unseen = op.path("op").asString().equals("clone") && !version.swiss() && !op.path("s").isNull();
        compare("seeds drawn", JSON.readTree(unseen || (op.has("seed") && !nil) ? "1" : "0"),
                Integer.toString(seedsDrawn));
        if (!nanHashes.isEmpty()) {
            differ("nh", op.path("nh").toString(), nanHashes.size() + " of them not asked for");
        }
        if (!iteratorValues.isEmpty()) {
            differ("st", op.path("st").toString(), "not drawn");
        }
    }

    private String counters() {
        return switch (map()) {
            case ClassicMap classic -> {
                ClassicState.Header h = classic.header();
                Object[] fields = {h.count(), h.flags(), h.B(), h.noverflow(), h.nevacuate(), h.growing() ? 1 : 0,
                    h.hasBuckets() ? 1 : 0, h.freeOverflow(), h.clearSeq()};
                yield version.hasClearSeq()
                        ? list(fields)
                        : list(java.util.Arrays.copyOf(fields, fields.length - 1));
            }
            case SwissMap swiss -> {
                SwissState.Header h = swiss.header();
                yield list(h.used(), h.dirLen(), h.globalDepth(), h.globalShift(), h.writing(),
                        version.tracksTombstones() ? (Object) (h.tombstonePossible() ? 1 : 0) : null, h.clearSeq(),
                        h.allocated() ? 1 : 0, h.tables());
            }
            default -> "null";
        };
    }

    private String selectedTable(JsonNode op) {
        if (!(map() instanceof SwissMap swiss)) {
            return "null";
        }
        // A seed drawn in this operation does not matter: the table is selected by the hash that led there.
        long hash = hex(op.path("h"));
        SwissState.TableFacts t = swiss.tableOf(hash);
        if (t == null) {
            return "null";
        }
        SwissState.Header h = swiss.header();
        long index = h.dirLen() == 1 ? 0 : hash >>> h.globalShift();
        return list(index, t.index(), t.localDepth(), t.capacity(), t.used(), t.growthLeft());
    }

    private String digest() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (map()) {
            case ClassicMap classic -> {
                ClassicState state = classic.state();
                digest(out, state.buckets());
                out.write('O');
                digest(out, state.oldbuckets());
            }
            case SwissMap swiss -> digest(out, swiss.state());
            default -> out.write('N');
        }
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(out.toByteArray());
            return String.format("%016x", ByteBuffer.wrap(sum).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void digest(ByteArrayOutputStream out, @Nullable List<ClassicState.Chain> chains) {
        if (chains == null) {
            return;
        }
        for (ClassicState.Chain chain : chains) {
            for (ClassicState.Bucket bucket : chain.buckets()) {
                out.write('B');
                write(out, bucket.tophash(), 8);
                for (ClassicState.Cell cell : bucket.cells()) {
                    keys.digest(cell.key(), out);
                    write(out, cell.elem(), 8);
                }
            }
            out.write('E');
        }
    }

    private void digest(ByteArrayOutputStream out, SwissState state) {
        if (state.directory().isEmpty()) {
            out.write('S');
            if (state.small() != null) {
                digest(out, state.small());
            }
            return;
        }
        for (SwissState.TableState table : state.tables()) {
            SwissState.TableFacts facts = table.facts();
            out.write('T');
            write(out, facts.index(), 8);
            write(out, facts.localDepth(), 1);
            write(out, facts.capacity(), 2);
            write(out, facts.used(), 2);
            write(out, facts.growthLeft(), 2);
            for (SwissState.Group group : table.groups()) {
                digest(out, group);
            }
        }
    }

    private void digest(ByteArrayOutputStream out, SwissState.Group group) {
        out.write('G');
        write(out, group.ctrls(), 8);
        for (SwissState.Slot slot : group.slots()) {
            keys.digest(slot.key(), out);
            write(out, slot.elem(), 8);
        }
    }

    private static void write(ByteArrayOutputStream out, long value, int bytes) {
        byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
        out.write(all, 0, bytes);
    }

    private void dump(JsonNode dump) {
        dumps++;
        if (dump.path("after").asInt() != nextOp - 1) {
            throw new Difference(where() + ": a dump after operation " + dump.path("after"));
        }
        compare("dump s", dump.path("s"), counters());
        switch (map()) {
            case ClassicMap classic -> {
                compare("dump b", dump.path("b"), dump(classic.state().buckets()));
                compare("dump ob", dump.path("ob"), dump(classic.state().oldbuckets()));
            }
            case SwissMap swiss -> {
                SwissState state = swiss.state();
                compare("dump small", dump.path("small"),
                        state.small() == null ? "null" : "[" + dump(state.small()) + "]");
                boolean tables = !state.directory().isEmpty();
                compare("dump dir", dump.path("dir"), tables ? list(state.directory().toArray()) : "null");
                compare("dump tables", dump.path("tables"), tables ? dumpTables(state) : "null");
            }
            default -> {
                // A nil map has no state beyond its counters.
            }
        }
    }

    private String dump(@Nullable List<ClassicState.Chain> chains) {
        if (chains == null) {
            return "null";
        }
        StringJoiner all = new StringJoiner(",", "[", "]");
        for (int b = 0; b < chains.size(); b++) {
            List<ClassicState.Bucket> chain = chains.get(b).buckets();
            if (chain.size() == 1 && chain.getFirst().tophash() == 0) {
                continue;
            }
            StringJoiner elements = new StringJoiner(",", "[" + b + ",", "]");
            for (ClassicState.Bucket bucket : chain) {
                StringJoiner cells = new StringJoiner(",", "[", "]");
                cells.add(quote(String.format("%016x", Long.reverseBytes(bucket.tophash()))));
                for (ClassicState.Cell cell : bucket.cells()) {
                    cells.add("[" + cell.cell() + "," + quote(keys.text(cell.key())) + "," + cell.elem() + "]");
                }
                elements.add(cells.toString());
            }
            all.add(elements.toString());
        }
        return all.toString();
    }

    private String dump(SwissState.Group group) {
        StringJoiner slots = new StringJoiner(",");
        slots.add(quote(String.format("%016x", Long.reverseBytes(group.ctrls()))));
        for (SwissState.Slot slot : group.slots()) {
            slots.add("[" + slot.slot() + "," + quote(keys.text(slot.key())) + "," + slot.elem() + "]");
        }
        return slots.toString();
    }

    private String dumpTables(SwissState state) {
        StringJoiner all = new StringJoiner(",", "[", "]");
        for (SwissState.TableState table : state.tables()) {
            SwissState.TableFacts f = table.facts();
            StringJoiner groups = new StringJoiner(",", "[", "]");
            for (int g = 0; g < table.groups().size(); g++) {
                SwissState.Group group = table.groups().get(g);
                if (group.ctrls() != 0x8080808080808080L) {
                    groups.add("[" + g + "," + dump(group) + "]");
                }
            }
            all.add("{\"ix\":" + f.index() + ",\"ld\":" + f.localDepth() + ",\"cap\":" + f.capacity() + ",\"used\":"
                    + f.used() + ",\"gl\":" + f.growthLeft() + ",\"g\":" + groups + "}");
        }
        return all.toString();
    }

    private void compare(String field, JsonNode expected, String actual) {
        String wanted = expected.isMissingNode() ? "null" : expected.toString();
        if (!wanted.equals(actual)) {
            differ(field, wanted, actual);
        }
    }

    private void differ(String field, String expected, String actual) {
        String theirs = dumpAfter != null ? dumpAfter.toString() : "only the digest, no dump here";
        String ours = map == null ? "none" : map.print();
        throw new Difference(where() + ": field " + field + " differs\n  transcript: " + shorten(expected)
                + "\n  engine:     " + shorten(actual) + "\n  operation:  " + shorten(String.valueOf(line))
                + "\n  transcript's state after it: " + shorten(theirs) + "\n  engine's state after it:\n"
                + shorten(ours));
    }

    private static String shorten(String text) {
        return text.length() <= PRINTED_CHARS ? text : text.substring(0, PRINTED_CHARS) + " ...";
    }

    private String where() {
        return file + ", operation " + (nextOp - 1);
    }

    private GoMap map() {
        if (map == null) {
            throw new Difference(where() + ": an operation before the first new");
        }
        return map;
    }

    private static String list(@Nullable Object... values) {
        StringJoiner joined = new StringJoiner(",", "[", "]");
        for (Object value : values) {
            joined.add(String.valueOf(value));
        }
        return joined.toString();
    }

    private static String quote(String text) {
        return JSON.writeValueAsString(text);
    }

    private static long hex(JsonNode node) {
        return Long.parseUnsignedLong(node.asString(), 16);
    }

    private final class TranscriptHasher implements Hasher {

        @Override
        public long hash(long key, long seed) {
            hashCalls++;
            return known(key);
        }

        @Override
        public long hash(Object key, long seed) {
            hashCalls++;
            return known(key);
        }

        @Override
        public long inlineHash(long key, long seed) {
            return known(key);
        }

        @Override
        public long inlineHash(Object key, long seed) {
            return known(key);
        }

        private long known(Object key) {
            if (keys.isNan(key)) {
                Long random = nanHashes.poll();
                if (random == null) {
                    throw new IllegalStateException("the engine hashes a NaN more often than the runtime did");
                }
                return random;
            }
            Long hash = hashes.get(keys.hashKey(key));
            if (hash == null) {
                throw new IllegalStateException("the transcript has no hash of " + keys.text(key));
            }
            return hash;
        }
    }

    private final class TranscriptRandom implements RandomSource {

        @Override
        public long next(Purpose purpose) {
            return switch (purpose) {
                case SEED -> {
                    seedsDrawn++;
                    yield line == null || !line.has("seed") ? 0 : hex(line.path("seed"));
                }
                case ITERATOR, ITERATOR_DIRECTORY -> {
                    Long value = iteratorValues.poll();
                    if (value == null) {
                        throw new IllegalStateException("the engine draws start values that the runtime did not draw");
                    }
                    yield value;
                }
                // Counted as long as the count the transcript shows after the operation is not reached.
                case NOVERFLOW -> ((ClassicMap) map()).header().noverflow() < (line == null
                        ? 0
                        : line.path("s").path(3).asInt()) ? 0 : 1;
            };
        }
    }
}
