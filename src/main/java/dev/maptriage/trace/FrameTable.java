package dev.maptriage.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps each place once and each stack once.
///
/// A stack is a path in a tree: each [Node] is one frame further out than its parent. Goroutines of one program repeat
/// the same few paths, so the reader first compares the bytes at hand with the child it took last time; only when that
/// fails does it look for the end of the line and hash it.
final class FrameTable {
    private static final byte[] NOTHING = new byte[0];
    /// Frames remembered besides the last: at a busy fork about as many are worth a comparison.
    private static final int EARLIER = 6;

    private @Nullable Entry[] slots;
    private int entries;

    /// @param slots room at the start, a power of two; it grows as needed
    FrameTable(int slots) {
        this.slots = new @Nullable Entry[slots];
    }

    /// A place with the bytes that name it.
    static final class Entry {
        final byte[] function;
        /// `path:line`; empty when the text has none.
        final byte[] location;
        final int hash;
        final Frame frame;

        Entry(byte[] function, byte[] location, int hash, Frame frame) {
            this.function = function;
            this.location = location;
            this.hash = hash;
            this.frame = frame;
        }
    }

    /// How a node follows its parent.
    enum Edge {
        ROOT,
        FRAME,
        CREATED_BY,
        ELIDED,
        UNAVAILABLE
    }

    /// One step outwards on a stack.
    static final class Node {
        final @Nullable Node parent;
        final Edge edge;
        final @Nullable Entry entry;
        final int depth;
        /// The frame and the creator that followed last time; null when none did.
        @Nullable
        Node last;
        @Nullable
        Node lastCreated;
        /// Frames that followed before the last one, latest first.
        private @Nullable Node @Nullable [] earlier;
        /// The same place in another table that took it over.
        @Nullable
        Node twin;
        private @Nullable Map<Object, Node> children;
        private @Nullable Stack stack;

        Node(@Nullable Node parent, Edge edge, @Nullable Entry entry) {
            this.parent = parent;
            this.edge = edge;
            this.entry = entry;
            this.depth = parent == null ? 0 : parent.depth + 1;
        }

        Node child(Entry next) {
            return child(next, Edge.FRAME, next);
        }

        /// The step for something that is no ordinary frame.
        Node child(Edge kind, @Nullable Entry next) {
            return next == null ? child(kind, kind, null) : child(List.of(kind, next), kind, next);
        }

        private Node child(Object key, Edge kind, @Nullable Entry next) {
            Map<Object, Node> known = children;
            if (known == null) {
                known = new HashMap<>(4);
                children = known;
            }
            Node node = known.computeIfAbsent(key, k -> new Node(this, kind, next));
            if (kind == Edge.FRAME) {
                follow(node);
            } else if (kind == Edge.CREATED_BY) {
                lastCreated = node;
            }
            return node;
        }

        /// The frame that followed at the time before time `i`; null when there is none.
        @Nullable
        Node earlier(int i) {
            return earlier == null || i >= EARLIER ? null : earlier[i];
        }

        /// Remembers which frame followed.
        void follow(Node next) {
            Node before = last;
            if (before == next) {
                return;
            }
            last = next;
            if (before == null) {
                return;
            }
            @Nullable
            Node[] known = earlier == null ? new @Nullable Node[EARLIER] : earlier;
            earlier = known;
            Node moved = before;
            for (int i = 0; i < EARLIER && moved != null; i++) {
                Node here = known[i];
                known[i] = moved;
                moved = here == next ? null : here;
            }
        }

        Stack stack() {
            Stack known = stack;
            if (known == null) {
                known = build();
                stack = known;
            }
            return known;
        }

        private Stack build() {
            List<Frame> frames = new ArrayList<>();
            Frame creator = null;
            boolean elided = false;
            boolean unavailable = false;
            for (Node node = this; node != null; node = node.parent) {
                Entry here = node.entry;
                switch (node.edge) {
                    case FRAME -> {
                        if (here != null) {
                            frames.add(here.frame);
                        }
                    }
                    case CREATED_BY -> creator = here == null ? creator : here.frame;
                    case ELIDED -> elided = true;
                    case UNAVAILABLE -> unavailable = true;
                    case ROOT -> {
                    }
                }
            }
            Collections.reverse(frames);
            return new Stack(frames, creator, elided, unavailable);
        }
    }

    private final Node root = new Node(null, Edge.ROOT, null);

    Node root() {
        return root;
    }

    /// The same place as a node of another table.
    Node adopt(Node foreign) {
        Deque<Node> path = new ArrayDeque<>();
        Node known = foreign;
        while (known.parent != null && known.twin == null) {
            path.push(known);
            known = known.parent;
        }
        Node here = known.twin == null ? root : known.twin;
        for (Node step : path) {
            Entry entry = step.entry == null ? null : intern(step.entry);
            here = step.edge == Edge.FRAME && entry != null ? here.child(entry) : here.child(step.edge, entry);
            step.twin = here;
        }
        return here;
    }

    private Entry intern(Entry entry) {
        return intern(entry.function, 0, entry.function.length, entry.location, 0, entry.location.length,
                entry.frame.inlined());
    }

    /// The place that these bytes name.
    ///
    /// @param locationFrom start of `path:line`; equal to `locationTo` when there is none
    Entry intern(byte[] bytes, int from, int to, byte[] locationBytes, int locationFrom, int locationTo,
            boolean inlined) {
        int hash = 31 * Ascii.hash(bytes, from, to) + Ascii.hash(locationBytes, locationFrom, locationTo)
                + (inlined ? 1 : 0);
        int mask = slots.length - 1;
        int at = hash & mask;
        for (Entry entry = slots[at]; entry != null; entry = slots[at]) {
            if (entry.hash == hash && entry.frame.inlined() == inlined && Ascii.equal(bytes, from, to, entry.function)
                    && Ascii.equal(locationBytes, locationFrom, locationTo, entry.location)) {
                return entry;
            }
            at = (at + 1) & mask;
        }
        byte[] location = locationTo <= locationFrom
                ? NOTHING
                : java.util.Arrays.copyOfRange(locationBytes, locationFrom, locationTo);
        byte[] function = java.util.Arrays.copyOfRange(bytes, from, to);
        Entry added = new Entry(function, location, hash, frame(function, location, inlined));
        slots[at] = added;
        if (++entries * 2 > slots.length) {
            grow();
        }
        return added;
    }

    private static Frame frame(byte[] function, byte[] location, boolean inlined) {
        String name = Ascii.text(function, 0, function.length);
        int colon = Ascii.lastIndexOf(location, 0, location.length, ':');
        if (colon < 0) {
            return new Frame(name, null, 0, inlined);
        }
        long line = Ascii.number(location, colon + 1, location.length);
        return new Frame(name, Ascii.text(location, 0, colon), (int) Math.min(Math.max(line, 0), Integer.MAX_VALUE),
                inlined);
    }

    private void grow() {
        @Nullable
        Entry[] old = slots;
        slots = new @Nullable Entry[2 * old.length];
        int mask = slots.length - 1;
        for (Entry entry : old) {
            if (entry == null) {
                continue;
            }
            int at = entry.hash & mask;
            while (slots[at] != null) {
                at = (at + 1) & mask;
            }
            slots[at] = entry;
        }
    }
}
