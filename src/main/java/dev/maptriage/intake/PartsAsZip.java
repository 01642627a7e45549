package dev.maptriage.intake;

import jakarta.servlet.http.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// Several files of a form as one archive, so that they are opened as an archive of the same files would be. Written while
/// it is read; nothing is held but one buffer.
final class PartsAsZip extends InputStream {
    private final Iterator<Part> parts;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(written);
    private final byte[] buffer = new byte[16 << 10];
    private byte[] ready = new byte[0];
    private int position;
    private int number;
    private @Nullable InputStream current;
    private boolean over;

    PartsAsZip(List<Part> parts) {
        this.parts = parts.iterator();
        zip.setLevel(Deflater.NO_COMPRESSION);
    }

    @Override
    public int read() throws IOException {
        return fill() ? ready[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, ready.length - position);
        System.arraycopy(ready, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (position == ready.length && !over) {
            write();
            ready = written.toByteArray();
            written.reset();
            position = 0;
        }
        return position < ready.length;
    }

    private void write() throws IOException {
        if (current == null) {
            if (!parts.hasNext()) {
                zip.close();
                over = true;
                return;
            }
            // The names that senders give may repeat; a number never does.
            zip.putNextEntry(new ZipEntry(Integer.toString(++number)));
            current = parts.next().getInputStream();
        }
        int read = current.read(buffer);
        if (read < 0) {
            current.close();
            current = null;
            zip.closeEntry();
        } else {
            zip.write(buffer, 0, read);
        }
    }
}
