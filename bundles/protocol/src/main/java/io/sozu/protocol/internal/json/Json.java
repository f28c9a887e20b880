package io.sozu.protocol.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/** The JSON reader and writer that everything here goes through. */
public final class Json {
  /** Longest text accepted in one piece, in bytes; far above what Sōzu reads in one record. */
  public static final int MAX_LENGTH = 64 * 1024 * 1024;

  /** Deepest nesting accepted; messages of Sōzu need a dozen levels. */
  private static final int MAX_DEPTH = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // A buffer that is kept for reuse keeps the private key of the last certificate in it
          // (pinned by CanaryIT), and one that hangs on a thread which is not ours outlives us.
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          // An excerpt of a document may hold a key or a token.
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_LENGTH)
                  .maxStringLength(MAX_LENGTH)
                  .build())
          .build();

  private Json() {}

  public static JsonFactory factory() {
    return FACTORY;
  }

  /** What a parser complains about, and where. */
  public static String describe(JsonProcessingException problem) {
    JsonLocation at = problem.getLocation();
    return problem.getOriginalMessage()
        + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr());
  }

  static String path(JsonParser in) {
    return in.getParsingContext().pathAsPointer().toString();
  }
}
