package dev.maptriage.masking;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.maptriage.trace.TraceText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Masks the secrets of texts. Safe for use by many threads.
public final class Masker {
    /// What stands in the place of a secret.
    public static final String MASK = "[masked]";

    private static final byte[] MASK_BYTES = MASK.getBytes(StandardCharsets.US_ASCII);
    private static final int CARD_DIGITS = 13;
    private static final int PATTERN_LINE = 1 << 20;
    private static final byte DIGIT = 1;
    private static final byte SEPARATOR = 2;
    private static final byte[] CLASS = classes();
    private static final Map<String, Finder> FINDERS = finders();
    private static final Words WORDS = new Words(List.copyOf(FINDERS.keySet()));
    private static final Finder[] BY_WORD = FINDERS.values().toArray(new Finder[0]);

    private final MaskingRules rules;
    private final List<Pattern> patterns;

    /// @throws com.google.re2j.PatternSyntaxException when a pattern of one's own is none
    public Masker(MaskingRules rules) {
        this.rules = rules;
        this.patterns = rules.patterns().stream().map(Pattern::compile).toList();
    }

    /// A text without its secrets; the same object when it has none.
    ///
    /// @param counts takes how many were masked, by kind
    public TraceText mask(TraceText text, MaskCounts counts) {
        return rules.enabled() ? text.rewrite((bytes, length) -> mask(bytes, length, counts)) : text;
    }

    /// A short text without its secrets, such as a label.
    public String mask(String text) {
        return mask(text, new MaskCounts());
    }

    /// A short text without its secrets.
    ///
    /// @param counts takes how many were masked, by kind
    public String mask(String text, MaskCounts counts) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] masked = rules.enabled() ? mask(bytes, bytes.length, counts) : null;
        return masked == null ? text : new String(masked, StandardCharsets.UTF_8);
    }

    /// Pieces of a text that have been masked.
    ///
    /// @param texts as many as came in
    /// @param reach how many of the last characters before them belong to a secret that only now was seen to be one
    /// @param tail  what the pieces that follow have to be seen together with; holds no secret
    public record Pieces(List<String> texts, int reach, String tail) {
        public Pieces {
            texts = List.copyOf(texts);
        }
    }

    /// Pieces of one text, which come one after the other, so that a secret may begin in one and end in another.
    ///
    /// @param before the tail of the pieces before; empty for none
    /// @param pieces with their line breaks, where their lines end
    /// @param counts takes how many were masked, by kind
    public Pieces mask(String before, List<String> pieces, MaskCounts counts) {
        return rules.enabled()
                ? new PieceMask(before, pieces).masked(this::findings, counts)
                : new Pieces(pieces, 0, "");
    }

    private byte @Nullable [] mask(byte[] bytes, int length, MaskCounts counts) {
        List<Finding> found = findings(bytes, length);
        return found.isEmpty() ? null : written(bytes, 0, length, distinct(bytes, found), counts);
    }

    private List<Finding> findings(byte[] bytes, int length) {
        List<Finding> found = new ArrayList<>();
        signs(bytes, length, found);
        if (rules.ips()) {
            addresses(bytes, length, found);
        }
        if (!patterns.isEmpty()) {
            own(bytes, length, found);
        }
        return found;
    }

    private static void signs(byte[] bytes, int length, List<Finding> found) {
        int[] next = WORDS.next();
        int ending = WORDS.firstEnding();
        int state = 0;
        int digits = 0;
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            state = next[state + (b & 0xff)];
            byte kind = CLASS[b & 0xff];
            digits = kind == DIGIT ? digits + 1 : kind == SEPARATOR && digits > 0 ? digits : 0;
            Finding finding = null;
            if (state >= ending) {
                int word = WORDS.wordAt(state);
                finding = BY_WORD[word].look(bytes, i + 1 - WORDS.word(word).length(), i + 1, length);
            }
            if (finding == null && digits >= CARD_DIGITS && endsDigits(bytes, i, length)) {
                finding = Shapes.card(bytes, i);
            }
            if (finding != null) {
                found.add(finding);
                i = Math.max(i, finding.to() - 1);
                state = 0;
                digits = 0;
            }
        }
    }

    private static boolean endsDigits(byte[] bytes, int at, int length) {
        return Bytes.isDigit(bytes[at]) && (at + 1 == length || !Bytes.isWord(bytes[at + 1]))
                && !(at + 2 < length && bytes[at + 1] == ' ' && Bytes.isDigit(bytes[at + 2]));
    }

    private static void addresses(byte[] bytes, int length, List<Finding> found) {
        for (int i = 0; i < length; i++) {
            // The cheap question first: most bytes begin no address.
            boolean starts = Bytes.isDigit(bytes[i])
                    && (i == 0 || !(Bytes.isWord(bytes[i - 1]) || bytes[i - 1] == '.'));
            Finding finding = starts ? Shapes.ip(bytes, i, length) : null;
            finding = finding == null && Shapes.mayStartIpv6(bytes, i) ? Shapes.ipv6(bytes, i, length) : finding;
            if (finding != null) {
                found.add(finding);
                i = finding.to() - 1;
            }
        }
    }

    private void own(byte[] bytes, int length, List<Finding> found) {
        for (int from = 0; from < length;) {
            int to = from;
            while (to < length && to - from < PATTERN_LINE && bytes[to] != '\n') {
                to++;
            }
            String line = Bytes.text(bytes, from, to);
            for (Pattern pattern : patterns) {
                Matcher matcher = pattern.matcher(line);
                while (matcher.find()) {
                    int group = matcher.groupCount() > 0 && matcher.start(1) >= 0 ? 1 : 0;
                    if (matcher.end(group) > matcher.start(group)) {
                        found.add(new Finding(SecretKind.CUSTOM, from + matcher.start(group),
                                from + matcher.end(group)));
                    }
                }
            }
            from = to < length && bytes[to] == '\n' ? to + 1 : to;
        }
    }

    /// Those that are no masks already, in their order; of two that overlap the first.
    static List<Finding> distinct(byte[] bytes, List<Finding> found) {
        found.sort(Comparator.comparingInt(Finding::from).thenComparingInt(f -> -f.to()));
        List<Finding> distinct = new ArrayList<>();
        int done = 0;
        for (Finding finding : found) {
            if (finding.from() >= done && !isMask(bytes, finding)) {
                distinct.add(finding);
                done = finding.to();
            }
        }
        return distinct;
    }

    /// Writes a stretch anew. Line breaks inside a secret stay, so that lines keep their numbers.
    ///
    /// @param found distinct; those outside of the stretch play no part, and a secret counts where it begins
    static byte[] written(byte[] bytes, int start, int end, List<Finding> found, MaskCounts counts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(end - start + 16);
        int done = start;
        for (Finding finding : found) {
            int from = Math.max(finding.from(), start);
            int to = Math.min(finding.to(), end);
            if (from >= to) {
                continue;
            }
            if (finding.from() >= start) {
                counts.add(finding.kind());
            }
            out.write(bytes, done, from - done);
            boolean open = false;
            for (int i = from; i < to; i++) {
                if (Bytes.isLineEnd(bytes[i])) {
                    out.write(bytes[i]);
                    open = false;
                } else if (!open) {
                    out.writeBytes(MASK_BYTES);
                    open = true;
                }
            }
            done = to;
        }
        out.write(bytes, done, end - done);
        return out.toByteArray();
    }

    /// Whether it was masked before; it is no secret any more and is not counted again.
    private static boolean isMask(byte[] bytes, Finding finding) {
        return Arrays.equals(bytes, finding.from(), finding.to(), MASK_BYTES, 0, MASK_BYTES.length);
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = '0'; c <= '9'; c++) {
            classes[c] = DIGIT;
        }
        classes[' '] = SEPARATOR;
        classes['-'] = SEPARATOR;
        return classes;
    }

    private static Map<String, Finder> finders() {
        Map<String, Finder> all = new LinkedHashMap<>();
        for (String word : List.of("password", "passwd", "pwd", "passphrase", "api_key", "apikey", "api-key",
                "access_key", "accesskey", "access-key", "secret_key", "secretkey", "private_key", "client_secret",
                "auth_token", "authtoken", "access_token", "accesstoken", "refresh_token", "refreshtoken", "id_token",
                "session_id", "sessionid", "csrf_token", "connection_string", "accountkey", "sharedaccesskey")) {
            all.put(word, new NamedValue(false));
        }
        for (String word : List.of("secret", "token", "credential", "credentials")) {
            all.put(word, new NamedValue(true));
        }
        for (String word : List.of("authorization", "cookie")) {
            all.put(word, new HeaderValue());
        }
        all.put(PrivateKey.SIGN, new PrivateKey());
        all.put("bearer ", Shapes::scheme);
        all.put("eyj", Shapes::jwt);
        all.put("://", Shapes::urlPassword);
        all.put("@", Shapes::email);
        all.put("akia", Shapes::amazonKey);
        all.put("asia", Shapes::amazonKey);
        for (String prefix : List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xoxb-", "xoxp-",
                "xoxa-", "xoxs-", "sk_live_", "sk_test_", "rk_live_", "sk-ant-", "sk-proj-", "ya29.", "npm_", "pypi-",
                "dop_v1_", "hvs.")) {
            all.put(prefix, Shapes.issued(16));
        }
        all.put("aiza", Shapes.issued(30));
        // Our own.
        all.put("mtr_", Shapes.issued(43));
        for (char digit = '1'; digit <= '9'; digit++) {
            all.put("+" + digit, Shapes::phone);
        }
        return all;
    }

    /// How many secrets were masked, by kind. May be shared by threads.
    public static final class MaskCounts {
        private final EnumMap<SecretKind, Integer> counts = new EnumMap<>(SecretKind.class);

        synchronized void add(SecretKind kind) {
            counts.merge(kind, 1, Integer::sum);
        }

        /// Number of all secrets.
        public synchronized int total() {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }

        public synchronized int of(SecretKind kind) {
            return Objects.requireNonNullElse(counts.get(kind), 0);
        }
    }
}
