package dev.maptriage.envelope;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.maptriage.profile.PprofBinary;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/// Takes compression and archives off a body, however they nest. Nothing but the text itself is ever held whole: layers
/// are streams over streams, and each may yield as many bytes as a text may have, in sum over an archive.
final class Unpacker {
    private final EnvelopeLimits limits;
    private final BodyText text;
    private final Set<String> found = new LinkedHashSet<>();
    private final List<CountedStream.Allowance> perDepth = new ArrayList<>();
    private int files;

    /// @param text takes the inflated bytes
    Unpacker(EnvelopeLimits limits, BodyText text) {
        this.limits = limits;
        this.text = text;
    }

    /// Reads a body to its end.
    ///
    /// @return names of the packings, outermost first
    List<String> unpack(InputStream body, @Nullable String contentEncoding) throws IOException {
        var sent = new CountedStream.Allowance("sentBytes", "The body as sent", limits.sentBytes());
        try {
            CountedStream whole = new CountedStream(new SentStream(body), sent);
            PeekStream in = new PeekStream(whole);
            int depth = 0;
            for (Packing packing : Packing.ofHeader(contentEncoding)) {
                in = inflated(packing, in, ++depth);
            }
            readLayer(in, depth);
            drain(in);
            drain(whole);
        } catch (SentStream.Failure e) {
            throw e.reason;
        } catch (EnvelopeException e) {
            throw e;
        } catch (IOException e) {
            throw new EnvelopeException.Broken("The body is packed by " + String.join("+", found)
                    + " and cannot be unpacked: it is cut short or damaged (" + e.getMessage() + ")");
        }
        return List.copyOf(found);
    }

    private void readLayer(PeekStream in, int depth) throws IOException {
        Packing packing = Packing.of(in.peek(Packing.MAGIC_BYTES));
        if (packing == null && PprofBinary.begins(in.peek(4096))) {
            found.add("PPROF");
            text.addProfile(in);
        } else if (packing == null) {
            text.addFile(in);
        } else if (packing == Packing.ZIP) {
            readZip(in, deeper(packing, depth));
        } else if (packing == Packing.TAR) {
            readTar(in, deeper(packing, depth));
        } else {
            PeekStream inside = inflated(packing, in, depth + 1);
            readLayer(inside, depth + 1);
            drain(inside);
        }
    }

    private PeekStream inflated(Packing packing, PeekStream in, int depth) throws IOException {
        deeper(packing, depth - 1);
        InputStream plain = switch (packing) {
            case GZIP -> new GzipStream(in);
            case ZSTD -> new ZstdInputStreamNoFinalizer(in);
            case DEFLATE -> new InflaterInputStream(in, new Inflater(!hasZlibFrame(in.peek(2))), 64 << 10);
            case ZIP, TAR -> throw new IllegalArgumentException("an archive is no stream");
        };
        return counted(plain, depth);
    }

    private PeekStream counted(InputStream plain, int depth) {
        while (perDepth.size() <= depth) {
            perDepth.add(new CountedStream.Allowance("inflatedBytes", "The text after unpacking",
                    limits.inflatedBytes()));
        }
        return new PeekStream(new CountedStream(plain, perDepth.get(depth)));
    }

    private int deeper(Packing packing, int depth) throws EnvelopeException.TooLarge {
        if (depth >= limits.depth()) {
            throw new EnvelopeException.TooLarge(
                    "The body is packed more than " + limits.depth() + " times over; unpack it first", "depth",
                    limits.depth());
        }
        found.add(packing.name());
        return depth + 1;
    }

    /// Reads the files of a zip one after the other. Their names are never used as paths. The directory at the end must
    /// be there: without it the archive was cut, and files may be missing.
    private void readZip(PeekStream in, int depth) throws IOException {
        TailStream archive = new TailStream(in);
        ZipInputStream zip = new ZipInputStream(archive);
        int entries = 0;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            entries++;
            countFile();
            if (!entry.isDirectory() && !isLitter(entry.getName())) {
                readLayer(counted(zip, depth), depth);
            }
            zip.closeEntry();
        }
        drain(archive);
        if (!archive.endsWithZipDirectory(entries)) {
            throw new IOException("the directory at the end is missing");
        }
    }

    private void readTar(PeekStream in, int depth) throws IOException {
        TarFiles tar = new TarFiles(in);
        for (InputStream file = tar.next(); file != null; file = tar.next()) {
            countFile();
            readLayer(counted(file, depth), depth);
        }
    }

    private void countFile() throws EnvelopeException.TooLarge {
        if (++files > limits.archiveFiles()) {
            throw new EnvelopeException.TooLarge(
                    "The archive holds more than the " + limits.archiveFiles() + " files allowed", "archiveFiles",
                    limits.archiveFiles());
        }
    }

    /// What archivers add on their own.
    private static boolean isLitter(String name) {
        return name.startsWith("__MACOSX/") || name.endsWith(".DS_Store");
    }

    /// Senders disagree on whether `deflate` has the frame of zlib; its first two bytes have a check of their own.
    private static boolean hasZlibFrame(byte[] first) {
        return first.length == 2 && (first[0] & 0x0f) == 8 && ((first[0] & 0xff) << 8 | (first[1] & 0xff)) % 31 == 0;
    }

    private static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[8192];
        while (in.read(buffer, 0, buffer.length) >= 0) {
            // only to see the end, or that there is too much
        }
    }
}
