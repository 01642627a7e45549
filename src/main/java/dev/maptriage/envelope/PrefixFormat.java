package dev.maptriage.envelope;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A prefix of known meaning before each line. Lines of several sources are put apart: the lines of one stay together.
abstract class PrefixFormat implements Wrapping {
    /// Sources told apart; lines of further ones stay where the last of them is.
    private static final int MOST_SOURCES = 500;

    private final String name;
    private final Scan scan = new Scan();

    PrefixFormat(String name) {
        this.name = name;
    }

    /// What the prefix of one line says. Stretches are positions in the line's bytes; `from` = `to` where nothing is said.
    static final class Prefix {
        int timeFrom;
        int timeTo;
        /// What names the process among others.
        int sourceFrom;
        int sourceTo;
        boolean partial;
        /// Whether the line goes on with the line before.
        boolean goesOn;

        void clear() {
            timeFrom = 0;
            timeTo = 0;
            sourceFrom = 0;
            sourceTo = 0;
            partial = false;
            goesOn = false;
        }
    }

    /// Reads the prefix; the scan stands at the line's first byte, and behind the prefix afterwards.
    abstract boolean read(Scan line, Prefix prefix);

    /// Adds what a prefix says about its source.
    void label(byte[] bytes, Prefix prefix, Map<String, String> labels) {
        if (prefix.timeTo > prefix.timeFrom) {
            RecordTime.instant(Chars.text(bytes, prefix.timeFrom, prefix.timeTo))
                    .ifPresent(time -> labels.put("occurredAt", time.toString()));
        }
    }

    /// The name for the lines at hand, where one format is known by several.
    String name(Lines lines) {
        return name;
    }

    @Override
    public @Nullable Unwrapped unwrap(Lines lines, Sample sample) {
        Prefix prefix = new Prefix();
        int anchored = matches(lines, sample.anchors(), prefix);
        int spread = matches(lines, sample.spread(), prefix);
        boolean most = 10 * spread >= 6 * filled(lines, sample.spread()) && spread > 0;
        if (anchored == 0 || (!most && 2 * anchored < sample.anchors().length)) {
            return null;
        }
        boolean whole = lines.size() > 1 && spread == sample.spread().length && anchored == sample.anchors().length;
        return new Pass(lines).run(most, whole);
    }

    private int matches(Lines lines, int[] numbers, Prefix prefix) {
        int count = 0;
        for (int i : numbers) {
            count += matches(lines, i, prefix) ? 1 : 0;
        }
        return count;
    }

    private boolean matches(Lines lines, int i, Prefix prefix) {
        prefix.clear();
        return read(scan.on(lines.bytes(i), lines.from(i), lines.to(i)), prefix);
    }

    private static int filled(Lines lines, int[] numbers) {
        int count = 0;
        for (int i : numbers) {
            count += lines.isEmpty(i) ? 0 : 1;
        }
        return count;
    }

    /// One run over all lines.
    private final class Pass {
        private final Lines lines;
        private final Prefix prefix = new Prefix();
        private final Map<ByteBuffer, Lines> sections = new LinkedHashMap<>();
        private final Map<Lines, Parts> open = new HashMap<>();
        private final Map<String, String> labels = new HashMap<>();
        private byte[] lastSource = {};
        private boolean labelled;
        private Lines current;

        private static final class Parts {
            final ByteArrayOutputStream text = new ByteArrayOutputStream();
            int origin;
        }

        Pass(Lines lines) {
            this.lines = lines;
            current = new Lines(lines.size());
        }

        Unwrapped run(boolean sure, boolean whole) {
            int unnamed = 0;
            Lines first = current;
            for (int i = 0; i < lines.size(); i++) {
                if (!matches(lines, i, prefix)) {
                    unnamed++;
                    current.add(lines, i);
                    continue;
                }
                current = section(lines.bytes(i), first);
                add(i, scan.at);
            }
            for (Lines section : sections.values()) {
                close(section);
            }
            close(first);
            return new Unwrapped(name(lines), joined(first, unnamed), sure, whole, labels);
        }

        private Lines section(byte[] bytes, Lines first) {
            if (prefix.sourceFrom == prefix.sourceTo) {
                return current;
            }
            int length = prefix.sourceTo - prefix.sourceFrom;
            if (lastSource.length == length
                    && Chars.startsWith(bytes, prefix.sourceFrom, prefix.sourceTo, lastSource)) {
                return current;
            }
            lastSource = Arrays.copyOfRange(bytes, prefix.sourceFrom, prefix.sourceTo);
            ByteBuffer key = ByteBuffer.wrap(bytes, prefix.sourceFrom, prefix.sourceTo - prefix.sourceFrom);
            Lines section = sections.get(key);
            if (section == null) {
                section = sections.isEmpty() ? first : sections.size() < MOST_SOURCES ? new Lines(16) : current;
                sections.put(key, section);
            }
            return section;
        }

        private void add(int i, int start) {
            byte[] bytes = lines.bytes(i);
            int end = lines.to(i);
            if (prefix.goesOn && current.size() > 0) {
                current.extendLast(bytes, start, end);
                return;
            }
            Parts parts = open.isEmpty() ? null : open.get(current);
            if (prefix.partial || parts != null) {
                if (parts == null) {
                    parts = new Parts();
                    parts.origin = lines.origin(i);
                    open.put(current, parts);
                }
                parts.text.write(bytes, start, Math.max(0, end - start));
                if (!prefix.partial) {
                    close(current);
                }
                return;
            }
            current.add(bytes, start, end, lines.origin(i));
            if (!labelled) {
                label(bytes, current.size() - 1);
            }
        }

        /// The labels are those of the first line that Go printed, or of the first line of all.
        private void label(byte[] bytes, int line) {
            boolean go = current.form(line).isStrong();
            if (go || labels.isEmpty()) {
                labels.clear();
                PrefixFormat.this.label(bytes, prefix, labels);
                labelled = go;
            }
        }

        private void close(Lines section) {
            Parts parts = open.remove(section);
            if (parts != null) {
                section.addAll(parts.text.toByteArray(), 0, parts.text.size(), parts.origin);
            }
        }

        private Lines joined(Lines first, int unnamed) {
            if (sections.size() < 2) {
                return first;
            }
            List<Lines> all = new ArrayList<>(sections.values());
            Lines out = new Lines(lines.size() + unnamed);
            all.stream().distinct().forEach(section -> {
                for (int i = 0; i < section.size(); i++) {
                    out.add(section, i);
                }
            });
            return out;
        }
    }
}
