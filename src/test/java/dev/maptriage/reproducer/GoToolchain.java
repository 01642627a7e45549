package dev.maptriage.reproducer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Go toolchain on this machine.
///
/// @param version e.g. `1.24`
/// @param go      the command
/// @param work    a folder for caches and binaries
record GoToolchain(String version, Path go, Path work) {
    private static final Pattern VERSION = Pattern.compile("go(1\\.\\d+)");
    private static final int BUILD_SECONDS = 300;

    /// What a command left.
    ///
    /// @param exit   its status; -1 when it had to be stopped
    /// @param output standard output and standard error
    record Ran(int exit, String output, long millis) {
        boolean timedOut() {
            return exit == -1;
        }
    }

    static GoToolchain of(Path go, Path work) {
        Ran ran = run(List.of(go.toString(), "version"), work, work, 30);
        Matcher matcher = VERSION.matcher(ran.output());
        if (!matcher.find()) {
            throw new IllegalStateException("no Go at " + go + ": " + ran.output());
        }
        return new GoToolchain(matcher.group(1), go, work);
    }

    boolean isAtLeast(int minor) {
        return Integer.parseInt(version.substring(2)) >= minor;
    }

    /// Compiles a program.
    ///
    /// @return the binary, or what the compiler said
    Ran build(Path source, Path binary) {
        return run(List.of(go.toString(), "build", "-o", binary.toString(), source.toString()), folder(source),
                work,
                BUILD_SECONDS);
    }

    /// Compiles a test after the checks that `go test` makes by itself.
    Ran buildTest(Path source, Path binary, boolean race) {
        List<String> command = new ArrayList<>(List.of(go.toString(), "test", "-o", binary.toString(), "-run", "^$"));
        if (race) {
            command.add("-race");
        }
        command.add(source.toString());
        return run(command, folder(source), work, BUILD_SECONDS);
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    static Ran execute(Path binary, int seconds, String... arguments) {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(List.of(arguments));
        return run(command, folder(binary), folder(binary), seconds);
    }

    Ran run(List<String> arguments, Path folder) {
        List<String> command = new ArrayList<>(List.of(go.toString()));
        command.addAll(arguments);
        return run(command, folder, work, BUILD_SECONDS);
    }

    private static Ran run(List<String> command, Path folder, Path work, int seconds) {
        try {
            Path output = Files.createTempFile(work, "out", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("GOTOOLCHAIN", "local");
            builder.environment().put("GOFLAGS", "");
            builder.environment().put("GOPROXY", "off");
            builder.environment().put("GOCACHE", work.resolve("cache").toString());
            builder.environment().put("GOPATH", work.resolve("path").toString());
            builder.environment().remove("GOTRACEBACK");
            long began = System.nanoTime();
            Process process = builder.start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            long millis = (System.nanoTime() - began) / 1_000_000;
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            Files.delete(output);
            return new Ran(ended ? process.exitValue() : -1, text, millis);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /// The Go on the path, if there is one.
    static Stream<Path> installed() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of).map(p -> p.resolve("go"))
                .filter(Files::isExecutable);
    }
}
