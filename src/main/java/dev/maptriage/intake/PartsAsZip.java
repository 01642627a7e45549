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

/// Several files of a form as one archive, so that they are opened as an archive of the same files would be.
final class PartsAsZip extends MadeStream {
    private final Iterator<Part> parts;
    private final byte[] buffer = new byte[16 << 10];
    private @Nullable ZipOutputStream zip;
    private int number;
    private @Nullable InputStream current;

    PartsAsZip(List<Part> parts) {
        this.parts = parts.iterator();
    }

    @Override
    boolean make(ByteArrayOutputStream out) throws IOException {
        ZipOutputStream archive = archive(out);
        InputStream part = current;
        if (part == null) {
            if (!parts.hasNext()) {
                archive.close();
                return false;
            }
            // The names that senders give may repeat; a number never does.
            archive.putNextEntry(new ZipEntry(Integer.toString(++number)));
            part = parts.next().getInputStream();
            current = part;
        }
        int read = part.read(buffer);
        if (read < 0) {
            part.close();
            current = null;
            archive.closeEntry();
        } else {
            archive.write(buffer, 0, read);
        }
        return true;
    }

    /// The sink is the same each time.
    private ZipOutputStream archive(ByteArrayOutputStream out) {
        ZipOutputStream archive = zip;
        if (archive == null) {
            archive = new ZipOutputStream(out);
            archive.setLevel(Deflater.NO_COMPRESSION);
            zip = archive;
        }
        return archive;
    }
}
