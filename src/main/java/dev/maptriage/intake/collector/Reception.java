package dev.maptriage.intake.collector;

import dev.maptriage.incident.Problem;
import dev.maptriage.access.IngestAccess;
import dev.maptriage.intake.MemoryGate;
import dev.maptriage.intake.OverloadedException;
import dev.maptriage.intake.TriagePipeline;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.util.unit.DataSize;

/// Takes a request of a collector: reads it, checks who sent it, and puts it into the inbox, or gives it
/// to the carrier where there is one.
///
/// A source with secrets wants a signature, and then nothing else. One without wants a token, unless the service has no
/// tokens at all. When there is no room or no database now, the sender is told to come back: 503, which every one of them
/// repeats, where some give up at 429.
@Component
class Reception {
    private static final String RETRY_SECONDS = "5";
    /// What a byte of a delivery takes while it is read: itself, its text, the text of its records.
    private static final int COST = 6;

    private final WebhookSecrets secrets;
    private final IngestAccess access;
    private final Function<Incoming, Receipt> inbox;
    private final Sources sources;
    private final DeliveryReader reader;
    private final Signatures signatures;
    private final MemoryGate gate;

    Reception(CollectorProperties properties, WebhookSecrets secrets, IngestAccess access, Inbox inbox,
            ObjectProvider<Carrier> carriers, TriagePipeline pipeline, Clock clock) {
        this.secrets = secrets;
        this.access = access;
        Carrier carrier = carriers.getIfAvailable();
        this.inbox = carrier == null ? inbox::receive : new Outbox(carrier, pipeline, clock)::receive;
        this.sources = new Sources(bytes(properties.inflatedSize()));
        this.reader = new DeliveryReader(bytes(properties.sentSize()), bytes(properties.inflatedSize()));
        this.signatures = new Signatures(clock, properties.tolerance());
        this.gate = new MemoryGate(Runtime.getRuntime().maxMemory() / 2, properties.atOnce());
    }

    private static int bytes(DataSize size) {
        return Math.clamp(size.toBytes(), 1, Integer.MAX_VALUE - 16);
    }

    /// What has been taken.
    ///
    /// @param body     after its coding was undone
    /// @param rejected records that were left out
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Taken(Receipt receipt, byte[] body, int rejected) {}

    /// @throws Problem             when the sender may not, or the delivery is too large, or there is no room now
    /// @throws UnreadableException when the body is not of the source's form
    Taken take(String source, String path, HttpServletRequest request) throws IOException, UnreadableException {
        try (MemoryGate.Ticket ticket = gate.enter(0)) {
            // Who must show a token is sent away before the body is read; signatures are over the body.
            List<String> keys = secrets.of(source);
            if (keys.isEmpty() && !access.open() && !access.mayDeliver(request)) {
                throw new Problem(HttpStatus.UNAUTHORIZED, "problem.login");
            }
            byte[] raw = reader.sent(request, ticket);
            Function<String, @Nullable String> headers = request::getHeader;
            Signatures.Proof proof = signatures.proof(keys, headers, raw);
            if (!keys.isEmpty() && proof == Signatures.Proof.NONE) {
                throw new Problem(HttpStatus.UNAUTHORIZED, "problem.signature");
            }
            boolean named = proof == Signatures.Proof.BODY && Sources.WITH_BODIES_OF_THEIR_OWN.contains(source);
            String type = Sent.typeOf(request.getContentType());
            boolean snappy = source.equals(Sources.LOKI) && type.equals(OtlpProtocol.PROTOBUF);
            byte[] body = reader.inflated(raw, request.getHeader(HttpHeaders.CONTENT_ENCODING), snappy);
            ticket.growTo(raw.length + (long) COST * body.length + new Parts().take(body));
            Sent sent = new Sent(source, path, type, headers, IngestAccess.query(request), body);
            return store(sent, request.getRemoteAddr(), raw.length, named ? Incoming.hash(raw) : null);
        } catch (OverloadedException e) {
            throw later("problem.overloaded");
        } catch (CarrierAwayException e) {
            throw later("problem.no-broker");
        } catch (DataAccessException | TransactionException e) {
            throw later("problem.no-database");
        }
    }

    private Taken store(Sent sent, String sender, long bytes, @Nullable String signed) throws UnreadableException {
        Batch batch = sources.of(sent.source()).read(sent);
        int rejected = sent.source().equals(Sources.OTLP) ? OtlpProtocol.tooLong(batch) : 0;
        UnaryOperator<Batch> accepted = rejected > 0 ? OtlpProtocol::withoutTooLong : UnaryOperator.identity();
        Batch named = accepted.apply(batch).named(sent.deliveryId());
        return new Taken(inbox.apply(new Incoming(sent.source(), named, sent.labels(), sender, bytes, signed)),
                sent.body(), rejected);
    }

    static Problem later(String key) {
        Problem problem = new Problem(HttpStatus.SERVICE_UNAVAILABLE, key);
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        return problem;
    }
}
