package dev.maptriage.intake;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;

/// Senders of small crashes that each send the next one as soon as the last was answered, whatever the answer. They speak
/// HTTP by hand, so that they take little of the processors that they share with the service.
@NullUnmarked
final class CrashSenders {
    static final String SERVICE = "bench";
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final int ANSWER = 64 << 10;

    private CrashSenders() {}

    /// What is sent.
    interface Texts {
        /// A text to be sent.
        ///
        /// @param round tells runs from each other
        byte[] text(int number, String round);
    }

    /// Texts of 2 to 8 kB over fewer bugs, again and again, as from a fleet that crashes for the reasons it always does.
    static Texts knownBugs(int texts, int bugs) {
        Random random = new Random(1);
        List<byte[]> all = IntStream.range(0, texts).mapToObj(i -> crash("Put" + i % bugs, random)).toList();
        return new Texts() {
            @Override
            public byte[] text(int number, String round) {
                return all.get(number % texts);
            }

            @Override
            public String toString() {
                return String.format(Locale.ROOT, "%d texts of %d bugs, %.1f kB on average", texts, bugs,
                        all.stream().mapToInt(text -> text.length).average().orElseThrow() / 1_000);
            }
        };
    }

    /// Texts of 2 to 8 kB, each of a bug that was never seen.
    static Texts newBugs() {
        return new Texts() {
            @Override
            public byte[] text(int number, String round) {
                return crash("Put" + round + number, new Random(number));
            }

            @Override
            public String toString() {
                return "a new bug each";
            }
        };
    }

    /// A fatal error with other goroutines beside.
    private static byte[] crash(String function, Random random) {
        StringBuilder text = new StringBuilder("fatal error: concurrent map writes\n\ngoroutine ")
                .append(20 + random.nextInt(10_000)).append(" [running]:\nexample.com/shop/cart.(*Store).")
                .append(function).append("(0xc000").append(Integer.toHexString(random.nextInt()))
                .append(", 0x7)\n\t/src/cart/store.go:57 +0x65\ncreated by main.main in goroutine 1\n\t/src/main.go:12 +0x2f\n");
        int size = 2_000 + random.nextInt(6_000);
        while (text.length() < size) {
            text.append("\ngoroutine ").append(20_000 + random.nextInt(10_000)).append(
                    " [chan receive, 3 minutes]:\nexample.com/shop/worker.(*Pool).loop(0xc000")
                    .append(Integer.toHexString(random.nextInt()))
                    .append(")\n\t/src/worker/pool.go:88 +0x9d\ncreated by example.com/shop/worker.New in goroutine 1\n")
                    .append("\t/src/worker/pool.go:40 +0x11a\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Answers by status (0: none), how long the stored ones and the others took, how many said when to come back, and for
    /// how long it went on.
    record Outcome(Map<Integer, Integer> statuses, List<Long> micros, List<Long> refusals, int retryAfter,
            Duration took) {

        int stored() {
            return statuses.getOrDefault(201, 0);
        }

        double rate() {
            return stored() * 1e9 / took.toNanos();
        }

        double median() {
            return at(micros, 50);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f/s, answers %s, stored in median %.1f ms, p99 %.1f ms%s", rate(),
                    statuses, median(), at(micros, 99), refusals.isEmpty()
                            ? ""
                            : String.format(Locale.ROOT, ", refused in median %.1f ms, p99 %.1f ms", at(refusals, 50),
                                    at(refusals, 99)));
        }

        private static double at(List<Long> values, int percent) {
            List<Long> sorted = values.stream().sorted().toList();
            return sorted.isEmpty() ? 0 : sorted.get((sorted.size() - 1) * percent / 100) / 1e3;
        }
    }

    static Outcome send(int port, Texts texts, int senders, Duration duration, String round)
            throws InterruptedException {
        AtomicInteger number = new AtomicInteger();
        AtomicInteger comeBack = new AtomicInteger();
        Map<Integer, Integer> statuses = Collections.synchronizedMap(new TreeMap<>());
        List<Long> stored = Collections.synchronizedList(new ArrayList<>());
        List<Long> refused = Collections.synchronizedList(new ArrayList<>());
        long began = System.nanoTime();
        long end = began + duration.toNanos();
        Instant base = FIRST.plusNanos(Math.floorMod(Instant.now().toEpochMilli(), 1_000_000_000L) * 10_000_000);
        try (ExecutorService pool = Executors.newFixedThreadPool(senders)) {
            for (int i = 0; i < senders; i++) {
                pool.execute(() -> {
                    try (Sender sender = new Sender(port)) {
                        while (System.nanoTime() < end) {
                            int n = number.incrementAndGet();
                            byte[] text = texts.text(n, round);
                            long at = System.nanoTime();
                            int status = sender.send("/api/v1/traces?service=" + SERVICE + "&release=v1." + n % 10
                                    + "&occurredAt=" + base.plusNanos(n * 1_000L), text);
                            long micros = (System.nanoTime() - at) / 1_000;
                            comeBack.addAndGet(sender.comeBack ? 1 : 0);
                            statuses.merge(status, 1, Integer::sum);
                            (status == 201 ? stored : refused).add(micros);
                        }
                    }
                });
            }
        }
        return new Outcome(new TreeMap<>(statuses), List.copyOf(stored), List.copyOf(refused), comeBack.get(),
                Duration.ofNanos(System.nanoTime() - began));
    }

    /// One connection, opened again where the other side closed it.
    private static final class Sender implements AutoCloseable {
        private final int port;
        private Socket socket;
        private BufferedInputStream in;
        private OutputStream out;
        private boolean comeBack;

        Sender(int port) {
            this.port = port;
        }

        /// The status; 0 without an answer.
        int send(String path, byte[] body) {
            try {
                if (socket == null) {
                    socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    socket.setTcpNoDelay(true);
                    socket.setSoTimeout(60_000);
                    in = new BufferedInputStream(socket.getInputStream(), ANSWER);
                    out = new BufferedOutputStream(socket.getOutputStream(), ANSWER);
                }
                out.write(
                        ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: "
                                + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(body);
                out.flush();
                return answer();
            } catch (IOException gone) {
                close();
                return 0;
            }
        }

        private int answer() throws IOException {
            int status = Integer.parseInt(line().split(" ", 3)[1]);
            int length = -1;
            boolean chunked = false;
            boolean last = false;
            comeBack = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(lower.substring(15).strip());
                }
                chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
                comeBack |= lower.startsWith("retry-after:");
                last |= lower.startsWith("connection:") && lower.contains("close");
            }
            if (chunked) {
                for (int size = chunk(); size > 0; size = chunk()) {
                    in.skipNBytes(size + 2);
                }
                line();
            } else if (length > 0) {
                in.skipNBytes(length);
            }
            if (last) {
                close();
            }
            return status;
        }

        private int chunk() throws IOException {
            return Integer.parseInt(line().strip(), 16);
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("closed");
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }

        @Override
        public void close() {
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException ignored) {
                // It is gone anyway.
            }
            socket = null;
        }
    }
}
