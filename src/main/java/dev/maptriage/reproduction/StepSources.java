package dev.maptriage.reproduction;

import dev.maptriage.hmap.GoVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/// Where in Go's own runtime a step of the simulation stands, and what it is compiled to.
///
/// The tables below `go-steps` are made from real toolchains by `.ci/step-sources.py`.
@Component
public class StepSources {
    private static final Pattern RELEASE = Pattern.compile("# (go[0-9.]+), (\\w+),.*");
    private static final String BLOB = "https://github.com/golang/go/blob/";

    private final Map<GoVersion, Map<String, StepSource>> known = Collections
            .synchronizedMap(new EnumMap<>(GoVersion.class));

    /// One place in the runtime.
    ///
    /// @param release      that it was read from, e.g. `go1.23.5`
    /// @param architecture of the instructions
    /// @param file         below Go's root
    /// @param line         in the file
    /// @param instructions what the compiler makes of the line, as far as it concerns the step; may be empty
    /// @param href         the line in Go's repository
    public record StepSource(String release, String architecture, String file, int line, List<String> instructions,
            String href) {}

    /// The place of a step; empty for steps that the runtime's map code does not take.
    ///
    /// @param recipe   of the simulation
    /// @param function as the step names it
    /// @param action   as the step names it
    public Optional<StepSource> find(Recipe recipe, String function, String action) {
        return find(recipe.version(), function, action);
    }

    Optional<StepSource> find(GoVersion version, String function, String action) {
        return Optional.ofNullable(known.computeIfAbsent(version, StepSources::read).get(function + ' ' + action));
    }

    private static Map<String, StepSource> read(GoVersion version) {
        String resource = "/go-steps/" + version.label() + ".tsv";
        try (InputStream in = StepSources.class.getResourceAsStream(resource)) {
            if (in == null) {
                return Map.of();
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            Matcher head = RELEASE.matcher(String.valueOf(lines.readLine()));
            if (!head.matches()) {
                throw new IllegalStateException(resource + " names no release");
            }
            Map<String, StepSource> steps = new HashMap<>();
            lines.lines().forEach(line -> add(line.split("\t", -1), head.group(1), head.group(2), steps));
            return Map.copyOf(steps);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(String[] row, String release, String architecture, Map<String, StepSource> steps) {
        String file = row[3];
        int line = Integer.parseInt(row[4]);
        List<String> instructions = row[5].isEmpty() ? List.of() : List.of(row[5].split(" ; ", -1));
        steps.putIfAbsent(row[0] + ' ' + row[1], new StepSource(release, architecture, file, line, instructions,
                BLOB + release + "/" + file + "#L" + line));
    }
}
