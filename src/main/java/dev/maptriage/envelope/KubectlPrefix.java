package dev.maptriage.envelope;

import java.util.Map;

/// Pod and container that `kubectl logs --prefix` puts before each line.
///
/// ```text
/// [pod/api-7c9d5b6f4-x2lqz/api] panic: assignment to entry in nil map
/// ```
final class KubectlPrefix extends PrefixFormat {
    private static final byte[] POD = Chars.ascii("[pod/");

    KubectlPrefix() {
        super("KUBECTL_PREFIX");
    }

    @Override
    boolean read(Scan line, Prefix prefix) {
        if (!line.literal(POD)) {
            return false;
        }
        prefix.sourceFrom = line.at;
        if (!line.word() || !line.literal(']')) {
            return false;
        }
        prefix.sourceTo = line.at - 1;
        return line.blankOrEnd();
    }

    @Override
    void label(byte[] bytes, Prefix prefix, Map<String, String> labels) {
        String source = Chars.text(bytes, prefix.sourceFrom, prefix.sourceTo);
        int slash = source.indexOf('/');
        labels.put("pod", slash < 0 ? source : source.substring(0, slash));
        if (slash >= 0) {
            labels.put("container", source.substring(slash + 1));
            labels.put("service", source.substring(slash + 1));
        }
    }
}
