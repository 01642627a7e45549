package dev.maptriage.diagnosis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Fingerprint version 1: `v1:` and the first 16 bytes of SHA-256, in hex, over category and key frames.
///
/// Only what is the same for one bug on every Go version, architecture, traceback level and wrapping goes in: names a
/// person wrote, without type arguments, closure numbers, lines, addresses and module versions. Operation, key kind and
/// kind are left out, because how much of them a text shows depends on the traceback level.
final class Fingerprints {

    private Fingerprints() {}

    /// The fingerprint of one party's bug.
    static String of(Category category, Kind kind, String message, @Nullable CodePoint culprit,
            @Nullable CodePoint appFrame, List<String> callers) {
        List<String> parts = new ArrayList<>();
        parts.add(category.name());
        if (!category.isMapFailure()) {
            parts.add(kind.name());
        }
        if (culprit == null) {
            parts.add(message);
        } else {
            parts.addAll(keyFrames(culprit, appFrame, callers));
        }
        return hash(parts);
    }

    /// The fingerprint of a race: both parties in a fixed order.
    static String ofRace(Category category, Kind kind, List<String> oneSide, List<String> otherSide) {
        String one = String.join("\n", oneSide);
        String other = String.join("\n", otherSide);
        List<String> parts = new ArrayList<>();
        parts.add(category.name());
        if (!category.isMapFailure()) {
            parts.add(kind.name());
        }
        parts.addAll(Stream.of(one, other).sorted().toList());
        return hash(parts);
    }

    /// The key frames of one party: culprit, first frame of the program itself, and, where the culprit's own name says
    /// too little, who called it.
    static List<String> keyFrames(CodePoint culprit, @Nullable CodePoint appFrame, List<String> callers) {
        List<String> parts = new ArrayList<>();
        String key = key(culprit.function(), culprit.file());
        parts.add(key);
        if (appFrame != null && !appFrame.function().equals(culprit.function())) {
            parts.add(key(appFrame.function(), appFrame.file()));
        }
        if (isVague(culprit.function())) {
            callers.stream().filter(c -> !c.equals(key)).limit(3).forEach(parts::add);
        }
        return parts;
    }

    /// Every program has a `main.main`, and often a `main.run`; names in package `main` are told apart by their callers.
    private static boolean isVague(String function) {
        return function.startsWith("main.");
    }

    /// A frame's name as it enters a fingerprint.
    ///
    /// From Go 1.21 on a closure that was inlined into another function bears that one's name and package
    /// (`main.main.Recover.func2` of `mw/mw.go`), so closures are named by their file and the last written name.
    static String key(String function, @Nullable String file) {
        FunctionName name = FunctionName.parse(function);
        if (name.closure() && file != null) {
            return base(file) + "#" + name.name();
        }
        return name.path() + "." + (name.receiver().isEmpty() ? "" : name.receiver() + ".") + name.name();
    }

    private static String base(String file) {
        return file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    }

    private static String hash(List<String> parts) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return "v1:" + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
