/// Stage 3, `trace`: clean text lines in, [TraceReport]s out. Says what the text says and has no opinion.
@NullMarked
package dev.maptriage.trace;

import org.jspecify.annotations.NullMarked;
