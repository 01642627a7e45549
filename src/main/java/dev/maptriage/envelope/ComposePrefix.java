package dev.maptriage.envelope;

import java.util.Map;

/// The service or container name that `docker compose logs` puts before each line.
///
/// ```text
/// api-1  | panic: assignment to entry in nil map
/// ```
final class ComposePrefix extends PrefixFormat {

    ComposePrefix() {
        super("COMPOSE");
    }

    @Override
    boolean read(Scan line, Prefix prefix) {
        prefix.sourceFrom = line.at;
        if (!line.word() || line.at - prefix.sourceFrom > 128) {
            return false;
        }
        prefix.sourceTo = line.at;
        line.blanks();
        return line.literal('|') && line.blankOrEnd();
    }

    @Override
    void label(byte[] bytes, Prefix prefix, Map<String, String> labels) {
        String container = Chars.text(bytes, prefix.sourceFrom, prefix.sourceTo);
        labels.put("container", container);
        labels.put("service", withoutReplica(container));
    }

    /// `api-1`, `shop_api_1`: the number of the replica is no part of the service.
    private static String withoutReplica(String container) {
        int end = container.length();
        while (end > 0 && Chars.isDigit((byte) container.charAt(end - 1))) {
            end--;
        }
        boolean numbered = end > 1 && end < container.length()
                && (container.charAt(end - 1) == '-' || container.charAt(end - 1) == '_');
        return numbered ? container.substring(0, end - 1) : container;
    }
}
