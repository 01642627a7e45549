/// Stage 4, `diagnosis`: [TraceReport]s in, one [Diagnosis] per crash out, each claim tied to lines of the text.
@NullMarked
package dev.maptriage.diagnosis;

import org.jspecify.annotations.NullMarked;
