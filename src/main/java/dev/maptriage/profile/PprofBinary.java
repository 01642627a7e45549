package dev.maptriage.profile;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The binary form of a pprof profile (`profile.proto` of github.com/google/pprof), written out as the text form that
/// `?debug=1` gives, so that both are read, stored, shown and pointed at in one way.
///
/// | `profile.proto` | number | read |
/// |---|---|---|
/// | `sample_type`, `sample`, `location`, `function`, `string_table` | 1, 2, 4, 5, 6 | yes |
/// | `duration_nanos`, `period` | 10, 12 | yes |
/// | mappings, labels, comments, filters | the rest | passed over |
public final class PprofBinary {
    private static final int LOOKED_AT = 4096;
    private static final int FIELDS = 14;
    private static final int MAX_TEXT = 64 << 20;
    private static final int MAX_FRAMES = 4_096;
    private static final Pattern RELEASES = Pattern.compile(
            "(?:internal/)?sync\\..*\\.(?:R?Unlock|r?[uU]nlockSlow)|runtime\\.(?:unlock.*|_LostContendedRuntimeLock)");
    /// Wire type per field number of the message `Profile`; a packed list may come either way.
    private static final int[] WIRE = {-1, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 2, 0, 2, 0};

    private record Sample(List<Long> locations, List<Long> values) {}

    private record Line(long function, long line) {}

    private record Location(long address, List<Line> lines) {}

    private record Function(int name, int file) {}

    private final List<int[]> sampleTypes = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Map<Long, Location> locations = new HashMap<>();
    private final Map<Long, Function> functions = new HashMap<>();
    private final List<String> strings = new ArrayList<>();
    private long duration;
    private long period;

    private PprofBinary() {}

    /// Whether bytes begin like a profile: fields of `Profile` with their wire types, the type of a value among the
    /// first of them, which holds control characters that no text has.
    ///
    /// @param first the first bytes, up to 4 096
    public static boolean begins(byte[] first) {
        int end = Math.min(first.length, LOOKED_AT);
        int at = 0;
        boolean typed = false;
        for (int fields = 0; at < end && fields < FIELDS; fields++) {
            int field = (first[at] & 0xff) >>> 3;
            if (field < 1 || field > FIELDS || WIRE[field] != (first[at] & 7)) {
                return false;
            }
            int value = at + 1;
            while (value < end && first[value] < 0) {
                value++;
            }
            int length = WIRE[field] == 2 && value < end ? length(first, at + 1, value) : 0;
            typed |= (field == 1 || field == 11) && isValueType(first, value + 1, length, end);
            if (!typed && fields > 1) {
                return false;
            }
            at = value + 1 + length;
            if (length < 0 || at > end) {
                return typed;
            }
        }
        return typed;
    }

    private static int length(byte[] bytes, int from, int last) {
        long value = 0;
        for (int i = from; i <= last && i - from < 5; i++) {
            value |= (long) (bytes[i] & 0x7f) << (7 * (i - from));
        }
        return value > Integer.MAX_VALUE >> 1 ? -1 : (int) value;
    }

    /// `08 TYPE 10 UNIT`, small numbers that stand for strings.
    private static boolean isValueType(byte[] bytes, int from, int length, int end) {
        return (length == 4 || length == 2) && from + length <= end && bytes[from] == 0x08 && bytes[from + 1] >= 0
                && (length == 2 || (bytes[from + 2] == 0x10 && bytes[from + 3] >= 0));
    }

    /// The profile as text.
    ///
    /// @throws IOException when the bytes are no profile, are cut short, or count something that is not read here (CPU
    ///                     time, memory)
    public static byte[] toText(byte[] bytes) throws IOException {
        PprofBinary profile = new PprofBinary();
        profile.read(CodedInputStream.newInstance(bytes));
        return profile.write().getBytes(StandardCharsets.UTF_8);
    }

    private void read(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> sampleTypes.add(numbers(in, 2));
                case 2 -> sample(in);
                case 4 -> location(in);
                case 5 -> function(in);
                case 6 -> strings.add(in.readStringRequireUtf8());
                case 10 -> duration = in.readInt64();
                case 12 -> period = in.readInt64();
                default -> in.skipField(tag);
            }
        }
    }

    /// Fields 1 to `count` of a message of numbers; element 0 is not used.
    private static int[] numbers(CodedInputStream in, int count) throws IOException {
        int[] found = new int[count + 1];
        int limit = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (field <= count && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
                found[field] = (int) in.readInt64();
            } else {
                in.skipField(tag);
            }
        }
        in.popLimit(limit);
        return found;
    }

    private void sample(CodedInputStream in) throws IOException {
        Sample sample = new Sample(new ArrayList<>(), new ArrayList<>());
        int limit = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> packed(in, tag, sample.locations());
                case 2 -> packed(in, tag, sample.values());
                default -> in.skipField(tag);
            }
        }
        in.popLimit(limit);
        samples.add(sample);
    }

    private static void packed(CodedInputStream in, int tag, List<Long> into) throws IOException {
        if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
            into.add(in.readInt64());
            return;
        }
        int limit = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            into.add(in.readInt64());
        }
        in.popLimit(limit);
    }

    private void location(CodedInputStream in) throws IOException {
        long id = 0;
        long address = 0;
        List<Line> lines = new ArrayList<>();
        int limit = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> id = in.readInt64();
                case 3 -> address = in.readInt64();
                case 4 -> {
                    int[] line = numbers(in, 2);
                    lines.add(new Line(line[1], line[2]));
                }
                default -> in.skipField(tag);
            }
        }
        in.popLimit(limit);
        locations.put(id, new Location(address, lines));
    }

    private void function(CodedInputStream in) throws IOException {
        int[] fields = numbers(in, 4);
        functions.put((long) fields[1], new Function(fields[2], fields[4]));
    }

    private String string(int index) {
        return index >= 0 && index < strings.size() ? strings.get(index) : "";
    }

    private String write() throws IOException {
        String first = sampleTypes.isEmpty() ? "" : string(sampleTypes.getFirst()[1]);
        boolean waits = first.equals("contentions") || first.equals("delay");
        if (!waits && !first.equals("goroutine")) {
            throw new IOException("it counts " + (first.isEmpty() ? "nothing" : first)
                    + "; profiles of kind mutex, block and goroutine are read here");
        }
        int nanos = valueIndex("delay");
        int count = valueIndex(waits ? "contentions" : "goroutine");
        StringBuilder out = new StringBuilder();
        if (waits) {
            out.append(unlocks() ? "--- mutex:\n" : "--- contention:\n").append("cycles/second=1000000000\n");
            out.append("sampling period=").append(Math.max(1, period)).append('\n');
        } else {
            out.append("goroutine profile: total ")
                    .append(samples.stream().mapToLong(s -> value(s, count)).sum()).append('\n');
        }
        if (duration > 0) {
            out.append("# duration=").append(duration).append('\n');
        }
        for (Sample sample : samples) {
            out.append(waits ? value(sample, nanos) + " " : "").append(value(sample, count)).append(" @");
            frames(sample, out);
            if (out.length() > MAX_TEXT) {
                throw new IOException("its text would have more than " + (MAX_TEXT >> 20) + " MiB");
            }
        }
        return out.toString();
    }

    private int valueIndex(String type) {
        for (int i = 0; i < sampleTypes.size(); i++) {
            if (string(sampleTypes.get(i)[1]).equals(type)) {
                return i;
            }
        }
        return -1;
    }

    private static long value(Sample sample, int index) {
        return index < 0 || index >= sample.values().size() ? 0 : sample.values().get(index);
    }

    /// The two kinds of waiting profiles bear the same names inside. Only a mutex profile has stacks that begin where a lock
    /// is released. Not all of them need to: around an inlined call `runtime_Semrelease` and `runtime_SemacquireMutex`
    /// both leave out `sync`'s own frame, and the record begins with its caller.
    private boolean unlocks() {
        return samples.stream().filter(s -> !s.locations().isEmpty())
                .anyMatch(s -> RELEASES.matcher(name(s.locations().getFirst())).matches());
    }

    private String name(long locationId) {
        Location location = locations.get(locationId);
        Function function = location == null || location.lines().isEmpty()
                ? null
                : functions.get(location.lines().getFirst().function());
        return function == null ? "" : printed(string(function.name()));
    }

    /// A name as tracebacks and text profiles print it (`runtime.funcNameForPrint`): type arguments as `[...]`.
    private static String printed(String name) {
        int open = name.indexOf('[');
        int close = name.lastIndexOf(']');
        String plain = open < 0 || close < open ? name : name.substring(0, open) + "[...]" + name.substring(close + 1);
        return oneLine(plain);
    }

    private void frames(Sample sample, StringBuilder out) {
        StringBuilder frames = new StringBuilder();
        int written = 0;
        for (long id : sample.locations()) {
            Location location = locations.get(id);
            if (location == null || written > MAX_FRAMES) {
                continue;
            }
            String address = "0x" + Long.toHexString(location.address());
            out.append(' ').append(address);
            for (Line line : location.lines()) {
                Function function = functions.get(line.function());
                written++;
                if (function != null && written <= MAX_FRAMES) {
                    frames.append("#\t").append(address).append('\t').append(printed(string(function.name())))
                            .append("+0x0\t").append(oneLine(string(function.file()))).append(':').append(line.line())
                            .append('\n');
                }
            }
        }
        out.append('\n').append(frames).append('\n');
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}]", " ");
    }
}
