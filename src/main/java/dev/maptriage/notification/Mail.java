package dev.maptriage.notification;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.MimeMessage;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailException;
import org.springframework.mail.MailParseException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/// E-mail, where `spring.mail.host` names a server. Mails of one issue refer to one thread.
@Component
class Mail {
    private final ObjectProvider<JavaMailSender> senders;
    private final NotificationProperties properties;

    Mail(ObjectProvider<JavaMailSender> senders, NotificationProperties properties) {
        this.senders = senders;
        this.properties = properties;
    }

    /// Whether there is a server.
    boolean available() {
        return senders.getIfAvailable() != null;
    }

    Outcome send(UUID id, @Nullable UUID issue, String to, String subject, String text) {
        JavaMailSender sender = senders.getIfAvailable();
        if (sender == null) {
            return Outcome.of(Outcome.Result.REFUSED, "There is no mail server: spring.mail.host is not set.");
        }
        try {
            MimeMessage message = sender.createMimeMessage();
            MimeMessageHelper helper = new MimeMessageHelper(message, false, "UTF-8");
            helper.setFrom(properties.from());
            for (String address : to.split(",", -1)) {
                helper.addTo(address.strip());
            }
            helper.setSubject(subject);
            helper.setText(text);
            message.setHeader("Message-ID", "<" + id + "@maptriage>");
            message.setHeader("Auto-Submitted", "auto-generated");
            message.setHeader("List-Id", "<maptriage.notifications>");
            if (issue != null) {
                message.setHeader("References", "<issue." + issue + "@maptriage>");
            }
            sender.send(message);
            return Outcome.of(Outcome.Result.ACCEPTED, null);
        } catch (MailParseException | MessagingException unreadable) {
            return Outcome.of(Outcome.Result.REFUSED, unreadable.getMessage());
        } catch (MailException failed) {
            return Outcome.of(Outcome.Result.FAILED, reason(failed));
        }
    }

    /// The words of the server, where they are found.
    private static @Nullable String reason(MailException failed) {
        if (failed instanceof MailSendException several && several.getMessageExceptions().length > 0) {
            Exception first = several.getMessageExceptions()[0];
            return first instanceof SendFailedException refused && refused.getNextException() != null
                    ? refused.getNextException().getMessage()
                    : first.getMessage();
        }
        return failed.getMessage();
    }
}
