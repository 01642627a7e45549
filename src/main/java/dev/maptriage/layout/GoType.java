package dev.maptriage.layout;

import java.util.List;

/// A type as it is written.
sealed interface GoType {

    /// As a person writes it.
    String shown();

    /// The line it stands in.
    int line();

    /// A name, with type arguments where it is generic: `uint32`, `sync.Mutex`, `Pair[string, int]`.
    record Named(String name, List<GoType> args, int line) implements GoType {
        @Override
        public String shown() {
            return args.isEmpty()
                    ? name
                    : name + "[" + String.join(", ", args.stream().map(GoType::shown).toList())
                            + "]";
        }
    }

    /// What is a certain number of words, whatever it refers to: pointers, slices, maps, channels, functions, interfaces.
    ///
    /// @param words    machine words
    /// @param pointers words up to the last pointer
    record Reference(String shown, int words, int pointers, int line) implements GoType {}

    /// `[n]T`.
    record Array(Constant length, GoType elem, int line) implements GoType {
        @Override
        public String shown() {
            return "[" + length.shown() + "]" + elem.shown();
        }
    }

    /// `struct { … }`.
    record Struct(List<Field> fields, int line) implements GoType {
        @Override
        public String shown() {
            return fields.isEmpty() ? "struct{}" : "struct{…}";
        }
    }

    /// A field of a struct.
    ///
    /// @param name     of an embedded field that of its type; `_` for a blank one
    /// @param embedded whether it has no name of its own
    record Field(String name, GoType type, boolean embedded, int line) {
        boolean blank() {
            return name.equals("_");
        }
    }

    /// A whole number that may name others.
    sealed interface Constant {
        String shown();

        record Literal(String shown, long value) implements Constant {}

        record Name(String shown, int line) implements Constant {}

        record Binary(Constant left, String mark, Constant right, int line) implements Constant {
            @Override
            public String shown() {
                return left.shown() + mark + right.shown();
            }
        }
    }
}
