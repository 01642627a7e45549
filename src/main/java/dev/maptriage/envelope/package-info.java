/// Stage 2, `envelope`: bytes as they came in, clean text lines out, each with the line of the upload it stood on.
@NullMarked
package dev.maptriage.envelope;

import org.jspecify.annotations.NullMarked;
