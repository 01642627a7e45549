package dev.maptriage.reproducer;

import dev.maptriage.diagnosis.Phrase;

/// How an incident fails on real Go, or why nobody can say.
public sealed interface Reproducer {

    /// The two forms of a reproducer.
    enum Form {
        /** `package main`, run with `go run`. */
        PROGRAM,
        /** A `_test.go` file, run with `go test`. */
        TEST
    }

    /// The incident in Go.
    ///
    /// @param program fails with the incident's message
    /// @param test    asserts a panic, or dies of a fatal error
    record Sources(GoSource program, GoSource test) implements Reproducer {

        /// The file of one form.
        public GoSource of(Form form) {
            return form == Form.TEST ? test : program;
        }
    }

    /// There is no such program.
    ///
    /// @param reason why, for a person
    record NotReproducible(Phrase reason) implements Reproducer {}
}
