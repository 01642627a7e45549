package dev.maptriage.reproduction;

import dev.maptriage.hmap.GoVersion;
import dev.maptriage.simulation.Implementation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is simulated. Equal recipes have equal results.
///
/// @param scenario   name in the catalogue
/// @param version    whose map
/// @param parameters of the scenario, by name
/// @param message    what the runtime shall say; null for whatever fails
public record Recipe(String scenario, GoVersion version, long seed, Map<String, String> parameters,
        @Nullable String message) {
    /// Part of every key. A change of the engine or of what is stored counts it up, and old results are not used again.
    private static final int EDITION = 3;

    public Recipe {
        parameters = Map.copyOf(parameters);
    }

    /// The release, as people write it.
    public String goVersion() {
        return version.label();
    }

    /// Which of Go's maps it has.
    public Implementation implementation() {
        return Implementation.of(version);
    }

    /// Hash that stands for it.
    String key() {
        String all = String.join("\u0000", Integer.toString(EDITION), scenario, version.label(), Long.toString(seed),
                new TreeMap<>(parameters).toString(), message == null ? "" : message);
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
