package dev.maptriage.intake;

import dev.maptriage.envelope.EnvelopeLimits;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Limits of uploads.
///
/// @param sentSize     largest body as sent
/// @param inflatedSize largest text after all unpacking
/// @param depth        how many wrappings may nest
/// @param archiveFiles how many files an archive may hold
/// @param memory       bytes of text that may be in work at once; half of the heap when not set
/// @param atOnce       uploads that may be in work at once; further ones are told to come back
@ConfigurationProperties("maptriage.intake")
record IntakeProperties(@DefaultValue("64MB") DataSize sentSize, @DefaultValue("512MB") DataSize inflatedSize,
        @DefaultValue("8") int depth, @DefaultValue("1000") int archiveFiles, @Nullable DataSize memory,
        @DefaultValue("256") int atOnce) {

    EnvelopeLimits limits() {
        return new EnvelopeLimits(sentSize.toBytes(), inflatedSize.toBytes(), depth, archiveFiles);
    }

    long memoryBytes() {
        return memory != null ? memory.toBytes() : Runtime.getRuntime().maxMemory() / 2;
    }
}
