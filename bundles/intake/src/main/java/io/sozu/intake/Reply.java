package io.sozu.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.sozu.client.Outcome;
import io.sozu.client.RefusedByWorkers;
import io.sozu.intake.internal.decode.Decoder;
import io.sozu.intake.internal.decode.Naming;
import io.sozu.protocol.command.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the author of a message is told of it, the same with every broker. */
public final class Reply {
  /** Content type of {@link #json}. */
  public static final String CONTENT_TYPE = "application/json";

  /** Requests that are told one by one; of a message with more, so many of the first. */
  private static final int MOST_REQUESTS = 1_000;

  private static final JsonFactory JSON =
      // The default pool hangs buffers into threads that are not ours, where they outlive us.
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build();

  private Reply() {}

  /**
   * The reply: {@code {"id","verdict","reason","requests":[{"kind","name","verdict","reason",
   * "workers"}],"attempts","at","instance"}}, with {@code requestsLeftOut} when there are more than
   * are told. The name is what a request names, without secrets; the workers are those that refused
   * it, by id, with their words. A message that was not sent to Sōzu tells no requests.
   */
  public static byte[] json(Message message, Result result, String instance) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("id", message.id());
      out.writeStringField("verdict", word(result.verdict()));
      out.writeStringField("reason", result.reason());
      requests(out, message, result.outcomes());
      out.writeNumberField("attempts", result.attempts());
      out.writeStringField("at", result.at().toString());
      out.writeStringField("instance", instance);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void requests(JsonGenerator out, Message message, List<Outcome> outcomes)
      throws IOException {
    out.writeArrayFieldStart("requests");
    // Read again rather than kept: nobody else needs them once they are sent.
    List<Request> requests = outcomes.isEmpty() ? List.of() : Decoder.decode(message).requests();
    int told = Math.min(MOST_REQUESTS, Math.min(requests.size(), outcomes.size()));
    for (int i = 0; i < told; i++) {
      Outcome outcome = outcomes.get(i);
      String[] name = Naming.of(requests.get(i)).split(" ", 2);
      out.writeStartObject();
      out.writeStringField("kind", name[0]);
      out.writeStringField("name", name.length > 1 ? name[1] : "");
      out.writeStringField("verdict", word(outcome.verdict()));
      out.writeStringField("reason", outcome.reason());
      if (outcome.failure() instanceof RefusedByWorkers refused) {
        out.writeObjectFieldStart("workers");
        for (Map.Entry<String, String> worker : refused.workers().entrySet()) {
          out.writeStringField(worker.getKey(), worker.getValue());
        }
        out.writeEndObject();
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    if (outcomes.size() > told) {
      out.writeNumberField("requestsLeftOut", outcomes.size() - told);
    }
  }

  /** ALREADY_SO is {@code already-so}. */
  private static String word(Enum<?> verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
