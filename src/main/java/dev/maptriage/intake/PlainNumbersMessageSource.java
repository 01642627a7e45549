package dev.maptriage.intake;

import java.text.FieldPosition;
import java.text.Format;
import java.text.MessageFormat;
import java.text.ParsePosition;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.ResourceBundleMessageSource;

/// Bundles whose `{0}` prints whole numbers without grouping: goroutine 18234 is not "18,234". Placeholders that name a
/// format, such as `{0,number}` or `{0,choice,…}`, keep it.
final class PlainNumbersMessageSource extends ResourceBundleMessageSource {
    private static final Format PLAIN = new Format() {
        private static final long serialVersionUID = 1L;

        @Override
        public StringBuffer format(Object value, StringBuffer target, FieldPosition position) {
            return target.append(value);
        }

        @Override
        public @Nullable Object parseObject(String source, ParsePosition position) {
            throw new UnsupportedOperationException("only prints");
        }
    };

    @Override
    protected MessageFormat createMessageFormat(String message, @Nullable Locale locale) {
        MessageFormat format = super.createMessageFormat(message, locale);
        Format[] parts = format.getFormats();
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] == null) {
                format.setFormat(i, PLAIN);
            }
        }
        return format;
    }
}
