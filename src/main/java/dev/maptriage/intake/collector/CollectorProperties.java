package dev.maptriage.intake.collector;

import dev.maptriage.envelope.RecordJoiner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// What is taken from collectors, and when a crash that arrives in pieces is complete.
///
/// @param sentSize       largest delivery as sent
/// @param inflatedSize   largest delivery after unpacking
/// @param idle           time without a line of a crash after which no more is expected
/// @param maxAge         longest time a crash may take to arrive
/// @param crashSize      most text kept of one crash that arrives in pieces
/// @param crashLines     most lines kept of it
/// @param attempts       how often a diagnosis is tried before its delivery is parked
/// @param keepPerMinute  texts kept of one issue in a minute; further ones are counted only
/// @param keepDeliveries how long the delivery log goes back
/// @param tolerance      how far a signed time may be off
/// @param atOnce         deliveries that may be in work at once; further ones are told to come back
/// @param sources        per source: `secrets` that its senders sign with
@ConfigurationProperties("maptriage.collectors")
record CollectorProperties(@DefaultValue("64MB") DataSize sentSize, @DefaultValue("64MB") DataSize inflatedSize,
        @DefaultValue("3s") Duration idle, @DefaultValue("5m") Duration maxAge,
        @DefaultValue("64MB") DataSize crashSize, @DefaultValue("1000000") int crashLines,
        @DefaultValue("8") int attempts, @DefaultValue("200") int keepPerMinute,
        @DefaultValue("30d") Duration keepDeliveries, @DefaultValue("5m") Duration tolerance,
        @DefaultValue("256") int atOnce,
        @DefaultValue Map<String, SourceSettings> sources) {
    private static final int CONTEXT = 20;

    /// Settings of one source.
    ///
    /// @param secrets keys its senders sign with; several at a time while they are changed
    record SourceSettings(@DefaultValue List<String> secrets) {

        @Override
        public String toString() {
            return "SourceSettings[" + secrets.size() + " secrets]";
        }
    }

    RecordJoiner.Rules rules() {
        return new RecordJoiner.Rules(idle, CONTEXT, crashSize.toBytes(), crashLines, maxAge);
    }
}
