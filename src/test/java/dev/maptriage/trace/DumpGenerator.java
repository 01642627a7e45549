package dev.maptriage.trace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Writes goroutine dumps as Go prints them: a few hundred stacks, each on many goroutines whose ids, arguments and
/// waiting times differ. Equal seeds write equal bytes.
public final class DumpGenerator {
    private static final String[] PACKAGES = {"example.com/shop/internal/cart", "example.com/shop/internal/price",
        "example.com/shop/api", "github.com/acme/kvcache", "gopkg.example/kv%2ev2", "main", "net/http",
        "database/sql", "internal/poll", "google.golang.org/grpc/internal/transport"};
    private static final String[] TYPES = {"(*Store)", "(*Server)", "(*conn)", "Handler", "(*Tally[...])", "(*loop)"};
    private static final String[] METHODS = {"Get", "Put", "serve", "readLoop", "flush", "wait", "do.func1",
        "Walk.func2.1", "run-fm", "next"};
    private static final String[] STATES = {"select", "chan receive", "IO wait", "sync.Mutex.Lock", "runnable",
        "semacquire", "sleep", "chan receive (nil chan)", "sync.WaitGroup.Wait", "syscall"};

    private final Random random;
    private final List<String[]> stacks = new ArrayList<>();
    private final List<String> creators = new ArrayList<>();

    /// @param stacks    number of distinct stacks
    /// @param minFrames fewest frames of a stack
    /// @param maxFrames most frames of a stack
    public DumpGenerator(long seed, int stacks, int minFrames, int maxFrames) {
        random = new Random(seed);
        for (int i = 0; i < stacks; i++) {
            String[] places = new String[2 * (minFrames + random.nextInt(maxFrames - minFrames + 1))];
            for (int j = 0; j < places.length; j += 2) {
                places[j] = function();
                places[j + 1] = location();
            }
            this.stacks.add(places);
            creators.add(random.nextInt(8) == 0
                    ? ""
                    : "created by " + function() + " in goroutine " + (1 + random.nextInt(99)) + "\n\t" + location()
                            + " +0x" + Integer.toHexString(16 + random.nextInt(4_000)) + "\n");
        }
    }

    private String function() {
        String path = pick(PACKAGES);
        return path + "." + (random.nextInt(4) == 0 ? "" : pick(TYPES) + ".") + pick(METHODS);
    }

    private String location() {
        return "/src/" + pick(PACKAGES) + "/" + (char) ('a' + random.nextInt(26)) + "_store.go:"
                + (1 + random.nextInt(900));
    }

    private String pick(String[] words) {
        return words[random.nextInt(words.length)];
    }

    /// A fatal error of a map with all goroutines, the failing one first.
    public byte[] fatal(int goroutines) {
        StringBuilder head = new StringBuilder("fatal error: concurrent map writes\n\n");
        goroutine(head, 1, "running", 0);
        head.append('\n');
        return bytes(head, goroutines - 1);
    }

    /// A page of goroutines without a head, as pprof writes it.
    public byte[] dump(int goroutines) {
        return bytes(new StringBuilder(), goroutines);
    }

    private byte[] bytes(StringBuilder head, int goroutines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 20);
        out.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < goroutines; i++) {
            text.setLength(0);
            String state = pick(STATES);
            String minutes = random.nextInt(3) == 0 ? ", " + (1 + random.nextInt(90)) + " minutes" : "";
            goroutine(text, 17 + i, state + minutes, random.nextInt(stacks.size()));
            text.append(i + 1 < goroutines ? "\n" : "");
            out.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private void goroutine(StringBuilder out, long id, String state, int stack) {
        out.append("goroutine ").append(id).append(" [").append(state).append("]:\n");
        String[] places = stacks.get(stack);
        for (int i = 0; i < places.length; i += 2) {
            boolean inlined = (places[i].hashCode() & 7) == 0;
            out.append(places[i]).append('(').append(inlined ? "..." : arguments()).append(")\n\t")
                    .append(places[i + 1]);
            out.append(inlined ? "\n" : " +0x" + Integer.toHexString(16 + random.nextInt(4_000)) + "\n");
        }
        out.append(creators.get(stack));
    }

    private String arguments() {
        return switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> word();
            case 2 -> word() + ", {" + word() + ", 0x" + Integer.toHexString(random.nextInt(64)) + "}";
            case 3 -> word() + ", " + word() + "?, _, ...";
            default -> word() + ", " + word() + ", 0x" + random.nextInt(9) + "?";
        };
    }

    private String word() {
        return "0xc" + String.format("%09x", random.nextInt() & 0xfffffff8L);
    }
}
