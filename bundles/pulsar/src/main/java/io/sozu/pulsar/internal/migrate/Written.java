package io.sozu.pulsar.internal.migrate;

import java.nio.file.Path;
import java.time.Duration;

/** A configuration of the Rust connector, written as ours. */
public final class Written {
  private static final long MOST_REQUESTS = 100_000;

  private Written() {}

  /**
   * Two files, each below a comment with its name, and what became of the keys that are in neither.
   *
   * @param tokenFile where the token is, if there is one
   */
  public static String of(RustConfig config, Path tokenFile) {
    StringBuilder out = new StringBuilder();
    out.append("# --- etc/io.sozu.client-main.cfg\nsozu.instance = main\n");
    out.append("sozu.config = ").append(config.sozuConfig()).append("\n\n");
    out.append("# --- etc/io.sozu.pulsar-main.cfg\n");
    out.append("service.url = ").append(config.url()).append('\n');
    out.append("topics = ").append(config.topic()).append('\n');
    out.append(
        """
        # Goes on where the Rust connector stopped; stop that first. Every Sōzu needs a subscription of its own to get every
        # message: where several Sōzu have this configuration, take this line out in all but one.
        subscription = sozu-pulsar-connector
        """);
    if (!config.token().isEmpty()) {
      out.append("token.file = ").append(tokenFile).append('\n');
    }
    if (config.maxRequests() > 0) {
      long requests = Math.min(MOST_REQUESTS, config.maxRequests());
      out.append("batch.requests = ").append(requests).append('\n');
    }
    out.append('\n');
    notes(config, out);
    return out.toString();
  }

  private static void notes(RustConfig config, StringBuilder out) {
    if (config.url().startsWith("pulsar+ssl:")) {
      note(
          out,
          "TLS: the Rust connector accepts any certificate, so that whoever is between could read"
              + " the token. Here the broker's must be trusted: if the JVM does not, set"
              + " tls.trust.file to a PEM file with the authority's certificate.");
    }
    note(
        out,
        "sozu.batch.max-wait-time = "
            + config.maxWait()
            + ": meant as milliseconds, but read as seconds, so a small change could wait up to "
            + people(Duration.ofSeconds(config.maxWait()))
            + ". Nothing waits here: what came while a batch was on its way is the next one.");
    note(out, "sozu.batch.max-size: not needed; pieces for Sōzu are cut by the client.");
    note(
        out,
        "sozu.deduplicate: not needed; what Sōzu already has is found by asking Sōzu, always.");
    note(
        out,
        "pulsar.retry: not needed; it is tried again for ever, with pauses that grow (there max"
            + " was never used) up to 10 s.");
    if (!config.listens().isEmpty()) {
      note(
          out,
          "listening-address = "
              + config.listens()
              + ": metrics are at /metrics of the HTTP service, with the feature sozu-metrics.");
    }
    if (config.sentry()) {
      note(out, "sentry: there is none here; problems are in the log and in the health.");
    }
    config
        .unknown()
        .forEach(key -> note(out, key + ": is no key of the Rust connector; left out."));
  }

  private static String people(Duration duration) {
    return duration.toHours() > 0
        ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
        : duration.toSeconds() + " s";
  }

  private static void note(StringBuilder out, String text) {
    out.append("# ").append(text).append('\n');
  }
}
