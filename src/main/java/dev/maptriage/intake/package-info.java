/// Stage 1, `intake`: HTTP bodies in, [TriagePipeline] runs the stages after it. Also who may come in at all: limits,
/// tokens, cross-site rules.
@NullMarked
package dev.maptriage.intake;

import org.jspecify.annotations.NullMarked;
