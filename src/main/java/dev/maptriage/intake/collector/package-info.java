/// The part of stage 1 that log shippers and alerting systems talk to: one reader per protocol, signatures, a durable inbox
/// that takes every delivery once, and captures, which are texts put together from records. A capture that is complete goes
/// through [dev.maptriage.intake.TriagePipeline] like any upload.
@NullMarked
package dev.maptriage.intake.collector;

import org.jspecify.annotations.NullMarked;
