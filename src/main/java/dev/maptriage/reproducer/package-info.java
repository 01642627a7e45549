/// A [dev.maptriage.diagnosis.Diagnosis] in, a small Go program out that fails the same way on a real toolchain: the
/// proof beside the simulation of stage 6.
///
/// [Reproducers] decides whether two goroutines and a map, or one goroutine and a nil map, explain the incident. If
/// so, a plan (`NilWritePlan`, `ConcurrentPlan`) says in the incident's own names who does what, and a file
/// (`NilWriteFile`, `ConcurrentFile`) writes it down, once as a program and once as a test. Nothing here knows a clock
/// or a random number: equal diagnoses give equal files.
@NullMarked
package dev.maptriage.reproducer;

import org.jspecify.annotations.NullMarked;
