package dev.maptriage.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// `sync.Map` from Go 1.24 on: a trie of 16-way nodes over the bits of the hash. Readers follow atomic pointers; a writer
/// locks the one node whose slot it changes and looks once more.
///
/// Entries whose hashes are equal in all bits do not occur here, so a slot holds a node or one entry.
final class TrieMap implements SyncMap {

    private static final int BITS = 4;
    private static final int WIDTH = 1 << BITS;

    private final ToLongFunction<Object> hash;
    private Node root;
    private int nodes;

    private sealed interface Slot {}

    private record Entry(Object key, long value) implements Slot {}

    /// An inner node.
    private static final class Node implements Slot {

        private final int number;
        private final int shift;
        private final @Nullable Node parent;
        private final @Nullable Slot[] children = new Slot[WIDTH];
        private boolean dead;

        Node(int number, int shift, @Nullable Node parent) {
            this.number = number;
            this.shift = shift;
            this.parent = parent;
        }

        private int index(long hash) {
            return (int) (hash >>> shift) & (WIDTH - 1);
        }

        private String mutex() {
            return "node " + number + ".mu";
        }

        private String place(int index) {
            return "node " + number + ".children[" + index + "]";
        }
    }

    TrieMap(Map<Object, Long> initial, ToLongFunction<Object> hash) {
        this.hash = hash;
        this.root = new Node(0, Long.SIZE - BITS, null);
        initial.forEach((key, value) -> {
            long h = hash.applyAsLong(key);
            Node node = root;
            while (node.children[node.index(h)] instanceof Node inner) {
                node = inner;
            }
            put(node, node.index(h), new Entry(key, value));
        });
    }

    /// Puts an entry into a slot of which the caller is sure.
    private void put(Node node, int index, Entry entry) {
        node.children[index] = node.children[index] instanceof Entry old && !old.key.equals(entry.key)
                ? expanded(node, old, entry)
                : entry;
    }

    private Node expanded(Node parent, Entry one, Entry other) {
        Node top = new Node(++nodes, parent.shift - BITS, parent);
        Node node = top;
        long a = hash.applyAsLong(one.key);
        long b = hash.applyAsLong(other.key);
        while (node.index(a) == node.index(b)) {
            Node next = new Node(++nodes, node.shift - BITS, node);
            node.children[node.index(a)] = next;
            node = next;
        }
        node.children[node.index(a)] = one;
        node.children[node.index(b)] = other;
        return top;
    }

    @Override
    public long load(World world, Object key) {
        String fn = "internal/sync.(*HashTrieMap[...]).Load";
        long h = hash.applyAsLong(key);
        Slot slot = loadRoot(world, fn);
        while (slot instanceof Node node) {
            slot = load(world, fn, node, node.index(h));
        }
        return slot instanceof Entry e && e.key.equals(key) ? e.value : 0;
    }

    @Override
    public void store(World world, Object key, long value) {
        String fn = "internal/sync.(*HashTrieMap[...]).Swap";
        long h = hash.applyAsLong(key);
        Node node = lockSlot(world, fn, h);
        int index = node.index(h);
        atomic(world, fn, SyncAction.ATOMIC_STORE, node.place(index), Long.toString(value));
        put(node, index, new Entry(key, value));
        world.locks().unlock(node.mutex());
    }

    @Override
    public void delete(World world, Object key) {
        String fn = "internal/sync.(*HashTrieMap[...]).LoadAndDelete";
        if (load(world, key) == 0) {
            return;
        }
        long h = hash.applyAsLong(key);
        Node node = lockSlot(world, fn, h);
        int index = node.index(h);
        if (!(node.children[index] instanceof Entry e) || !e.key.equals(key)) {
            world.locks().unlock(node.mutex());
            return;
        }
        atomic(world, fn, SyncAction.ATOMIC_STORE, node.place(index), "nil");
        node.children[index] = null;
        unlinkEmpty(world, fn, node, h);
    }

    /// Takes empty nodes out of the trie, from below; comes with the node's lock and gives it back.
    private static void unlinkEmpty(World world, String fn, Node emptied, long h) {
        Node node = emptied;
        while (node.parent != null && isEmpty(node)) {
            Node parent = node.parent;
            world.locks().lock(world, parent.mutex());
            node.dead = true;
            atomic(world, fn, SyncAction.ATOMIC_STORE, parent.place(parent.index(h)), "nil");
            parent.children[parent.index(h)] = null;
            world.locks().unlock(node.mutex());
            node = parent;
        }
        world.locks().unlock(node.mutex());
    }

    private static boolean isEmpty(Node node) {
        for (Slot slot : node.children) {
            if (slot != null) {
                return false;
            }
        }
        return true;
    }

    /// Finds and locks the node whose slot this hash belongs to.
    private Node lockSlot(World world, String fn, long h) {
        for (;;) {
            Node node = loadRoot(world, fn);
            while (load(world, fn, node, node.index(h)) instanceof Node inner) {
                node = inner;
            }
            world.locks().lock(world, node.mutex());
            Slot again = load(world, fn, node, node.index(h));
            if (!(again instanceof Node) && !node.dead) {
                return node;
            }
            world.locks().unlock(node.mutex());
        }
    }

    @Override
    public Contents range(World world) {
        String fn = "internal/sync.(*HashTrieMap[...]).Range";
        Map<Object, Long> seen = new HashMap<>();
        boolean twice = false;
        List<Node> open = new ArrayList<>(List.of(loadRoot(world, fn)));
        while (!open.isEmpty()) {
            Node node = open.removeLast();
            for (int i = 0; i < WIDTH; i++) {
                Slot slot = load(world, fn, node, i);
                if (slot instanceof Node inner) {
                    open.add(inner);
                } else if (slot instanceof Entry e) {
                    twice |= seen.put(e.key, e.value) != null;
                }
            }
        }
        return Contents.of(seen, twice);
    }

    @Override
    public void clear(World world) {
        atomic(world, "internal/sync.(*HashTrieMap[...]).Clear", SyncAction.ATOMIC_STORE, "root", "empty");
        root = new Node(++nodes, Long.SIZE - BITS, null);
    }

    private Node loadRoot(World world, String fn) {
        atomic(world, fn, SyncAction.ATOMIC_LOAD, "root", "node");
        return root;
    }

    private static @Nullable Slot load(World world, String fn, Node node, int index) {
        world.stage().step(-1, new SyncStep(fn, SyncAction.ATOMIC_LOAD, node.place(index)));
        Slot slot = node.children[index];
        world.stage().saw(() -> slot == null ? "nil" : slot instanceof Entry e ? Long.toString(e.value) : "node");
        return slot;
    }

    private static void atomic(World world, String fn, SyncAction action, String place, String value) {
        world.stage().step(-1, new SyncStep(fn, action, place));
        world.stage().saw(() -> value);
    }

    @Override
    public Map<Object, Long> content() {
        Map<Object, Long> out = new HashMap<>();
        collect(root, out);
        return out;
    }

    private static void collect(Node node, Map<Object, Long> out) {
        for (Slot slot : node.children) {
            if (slot instanceof Node inner) {
                collect(inner, out);
            } else if (slot instanceof Entry e) {
                out.put(e.key, e.value);
            }
        }
    }
}
