package dev.maptriage.intake.kafka;

import dev.maptriage.intake.collector.JoinedCrash;
import dev.maptriage.intake.collector.Parcel;
import org.jspecify.annotations.Nullable;

/// What goes on to be stored: a crash, or alerts.
record Arrival(@Nullable JoinedCrash crash, @Nullable Parcel alerts) {}
