package dev.maptriage.diagnosis;

import dev.maptriage.trace.Call;
import org.jspecify.annotations.Nullable;

/// What a frame of the runtime, of reflect, or of a helper in the standard library tells about a map operation.
///
/// @param function       as printed, without type arguments
/// @param operation      what it does with the map
/// @param keyKind        family, from the suffix
/// @param growth         whether it is part of growing a map
/// @param implementation which of Go's maps has it
/// @param runtime        whether it is the runtime itself (helpers of the library only call it)
record MapFunction(String function, OperationType operation, KeyKind keyKind, boolean growth,
        MapImplementation implementation, boolean runtime) {

    /// The map function a frame is, or null.
    static @Nullable MapFunction of(String printed) {
        String function = FunctionName.withoutTypeArguments(printed);
        if (function.startsWith("runtime.")) {
            return runtime(function, function.substring("runtime.".length()));
        }
        if (function.startsWith("internal/runtime/maps.")) {
            return swiss(function, function.substring("internal/runtime/maps.".length()));
        }
        if (function.startsWith("reflect.")) {
            return reflect(function, function.substring("reflect.".length()));
        }
        return helper(function);
    }

    /// Address of the map that a call works on: the second word of `runtime.mapassign_fast64(type, map, key)`. 0 when it
    /// is no such call, or when the word may be stale.
    static long mapOf(Call call) {
        String function = call.frame().function();
        if (!function.startsWith("runtime.map") || of(function) == null) {
            return 0;
        }
        String[] words = call.arguments().split(", ", 3);
        return words.length < 2 ? 0 : new Call(call.frame(), words[1], call.line()).receiver(false);
    }

    private static @Nullable MapFunction runtime(String function, String name) {
        OperationType operation = operation(name);
        if (operation != null) {
            MapImplementation implementation = name.startsWith("mapIter")
                    ? MapImplementation.SWISS
                    : MapImplementation.UNKNOWN;
            return new MapFunction(function, operation, keyKind(name), false, implementation, true);
        }
        boolean growth = name.equals("hashGrow") || name.equals("makeBucketArray") || name.startsWith("growWork")
                || name.startsWith("evacuate") || name.equals("advanceEvacuationMark")
                || name.equals("(*hmap).newoverflow");
        return growth
                ? new MapFunction(function, OperationType.GROW, keyKind(name), true, MapImplementation.CLASSIC, true)
                : null;
    }

    private static @Nullable OperationType operation(String name) {
        if (name.startsWith("mapassign")) {
            return OperationType.ASSIGN;
        }
        if (name.startsWith("mapaccess")) {
            return OperationType.READ;
        }
        if (name.startsWith("mapdelete")) {
            return OperationType.DELETE;
        }
        return switch (name) {
            case "mapiterinit", "mapiternext", "mapIterStart", "mapIterNext" -> OperationType.ITERATE;
            case "mapclear" -> OperationType.CLEAR;
            case "mapclone", "mapclone2", "maps_clone" -> OperationType.CLONE;
            case "mapkeys", "mapvalues", "keys", "values" -> OperationType.ITERATE;
            default -> null;
        };
    }

    private static KeyKind keyKind(String name) {
        int underscore = name.indexOf('_');
        if (underscore < 0) {
            boolean keyed = name.startsWith("mapassign") || name.startsWith("mapaccess")
                    || name.startsWith("mapdelete");
            return keyed ? KeyKind.GENERIC : KeyKind.UNKNOWN;
        }
        return switch (name.substring(underscore + 1)) {
            case "fast32" -> KeyKind.FAST32;
            case "fast32ptr" -> KeyKind.FAST64PTR;
            case "fast64" -> KeyKind.FAST64;
            case "fast64ptr" -> KeyKind.FAST64PTR;
            case "faststr", "faststr0" -> KeyKind.FASTSTR;
            default -> KeyKind.UNKNOWN;
        };
    }

    private static @Nullable MapFunction swiss(String function, String name) {
        boolean growth = name.endsWith(".rehash") || name.endsWith(".grow") || name.endsWith(".split")
                || name.endsWith(".reset") || name.endsWith(".uncheckedPutSlot") || name.equals("newTable")
                || name.equals("newGroups") || name.equals("newarray") || name.contains(".growTo")
                || name.endsWith(".installTableSplit") || name.endsWith(".replaceTable");
        OperationType operation = growth ? OperationType.GROW : swissOperation(name);
        KeyKind kind = KeyKind.UNKNOWN;
        if (name.endsWith("FastStr")) {
            kind = KeyKind.FASTSTR;
        } else if (name.endsWith("Fast64")) {
            kind = KeyKind.FAST64;
        } else if (name.endsWith("Fast32")) {
            kind = KeyKind.FAST32;
        } else if (name.endsWith("FastPtr")) {
            kind = KeyKind.FAST64PTR;
        }
        return new MapFunction(function, operation, kind, growth, MapImplementation.SWISS, true);
    }

    private static OperationType swissOperation(String name) {
        if (name.startsWith("(*Iter).")) {
            return OperationType.ITERATE;
        }
        if (name.endsWith(").Delete") || name.endsWith(".pruneTombstones")) {
            return OperationType.DELETE;
        }
        if (name.endsWith(").Clear")) {
            return OperationType.CLEAR;
        }
        if (name.endsWith(").Clone")) {
            return OperationType.CLONE;
        }
        if (name.contains(").put") || name.contains(").Put")) {
            return OperationType.ASSIGN;
        }
        if (name.contains(").Get") || name.contains(").get")) {
            return OperationType.READ;
        }
        return OperationType.UNKNOWN;
    }

    private static @Nullable MapFunction reflect(String function, String name) {
        OperationType operation = null;
        if (name.startsWith("mapassign") || name.equals("Value.SetMapIndex")) {
            operation = OperationType.ASSIGN;
        } else if (name.startsWith("mapaccess") || name.equals("Value.MapIndex")) {
            operation = OperationType.READ;
        } else if (name.startsWith("mapdelete")) {
            operation = OperationType.DELETE;
        } else if (name.startsWith("mapiter") || name.startsWith("mapIter") || name.startsWith("(*MapIter).")
                || name.equals("Value.MapKeys")) {
            operation = OperationType.ITERATE;
        } else if (name.equals("maplen")) {
            operation = OperationType.LEN;
        } else if (name.equals("mapclear")) {
            operation = OperationType.CLEAR;
        }
        return operation == null
                ? null
                : new MapFunction(function, operation, keyKind(name), false, MapImplementation.UNKNOWN, false);
    }

    private static @Nullable MapFunction helper(String function) {
        OperationType operation = switch (function) {
            case "maps.Copy", "maps.Insert", "maps.Collect", "net/http.Header.Set", "net/http.Header.Add",
                    "net/textproto.MIMEHeader.Set", "net/textproto.MIMEHeader.Add", "net/url.Values.Set",
                    "net/url.Values.Add" ->
                OperationType.ASSIGN;
            case "maps.DeleteFunc", "net/http.Header.Del", "net/textproto.MIMEHeader.Del", "net/url.Values.Del" ->
                OperationType.DELETE;
            case "maps.clone", "maps.Clone" -> OperationType.CLONE;
            case "net/http.Header.Get", "net/http.Header.Values", "net/textproto.MIMEHeader.Get", "net/url.Values.Get",
                    "net/url.Values.Has" ->
                OperationType.READ;
            case "maps.Equal", "maps.EqualFunc", "net/http.Header.Clone", "net/url.Values.Encode" ->
                OperationType.ITERATE;
            default -> null;
        };
        return operation == null
                ? null
                : new MapFunction(function, operation, KeyKind.UNKNOWN, false, MapImplementation.UNKNOWN, false);
    }
}
