package dev.maptriage.reproducer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Writes the texts of [ReproducerCases] into a folder, for [ReproducerRoundTrip].
final class WriteCases {
    private WriteCases() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, String> entry : ReproducerCases.all().entrySet()) {
            Files.writeString(folder.resolve(entry.getKey() + ".txt"), entry.getValue());
        }
    }
}
