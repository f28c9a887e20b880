package io.sozu.protocol.state;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.command.WorkerRequest;
import io.sozu.protocol.internal.json.Dialect;
import io.sozu.protocol.internal.json.Json;
import io.sozu.protocol.internal.json.JsonDecoder;
import io.sozu.protocol.internal.json.JsonMismatch;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a state file record by record, in memory of one record. Fields that this version does not
 * know are ignored, as Sōzu does, unless it is {@link #strict}. After a {@link StateFileException}
 * about one record the next call goes on with the one behind it. Not thread-safe.
 */
public final class StateFileReader implements Closeable {
  private static final JsonDecoder LENIENT = new JsonDecoder(Dialect.STATE_FILE);
  private static final JsonDecoder STRICT = new JsonDecoder(Dialect.STATE_FILE, true);

  private final RecordSplitter split;
  private final JsonDecoder decoder;

  /**
   * @param in the file; read in large pieces, closed with this reader
   */
  public StateFileReader(InputStream in) {
    this(new RecordSplitter(in), LENIENT);
  }

  private StateFileReader(RecordSplitter split, JsonDecoder decoder) {
    this.split = split;
    this.decoder = decoder;
  }

  /**
   * Reads records from memory that must be understood wholly: a field that this version does not
   * know is an error, too.
   */
  public static StateFileReader strict(byte[] records) {
    return new StateFileReader(
        new RecordSplitter(new ByteArrayInputStream(records), records.length), STRICT);
  }

  /**
   * The next record's request, or null at the end.
   *
   * @throws StateFileException if it is not a record that this version knows, with its number, its
   *     place in the file and what is allowed
   */
  public @Nullable Request next() throws IOException {
    return split.next() ? decode() : null;
  }

  /**
   * The next request of a wanted kind, or null at the end. Of the records between, only the kind is
   * looked at, which takes a small part of the time.
   */
  public @Nullable Request next(Set<RequestTypeCase> wanted) throws IOException {
    while (split.next()) {
      if (wanted.contains(kind())) {
        return decode();
      }
    }
    return null;
  }

  /** Records passed, those that were skipped or not readable included. */
  public long records() {
    return split.records();
  }

  /** Bytes passed. */
  public long bytes() {
    return split.bytes();
  }

  @Override
  public void close() throws IOException {
    split.close();
  }

  private Request decode() throws IOException {
    WorkerRequest.Builder record = WorkerRequest.newBuilder();
    try (JsonParser in = split.parser()) {
      decoder.read(in, record);
    } catch (JsonMismatch e) {
      throw split.wrong(e.describe(), e);
    } catch (JsonProcessingException e) {
      throw split.wrong("is not JSON: " + Json.describe(e), e);
    }
    return record.getContent();
  }

  /** What the record asks for; REQUESTTYPE_NOT_SET when this version does not know it. */
  private RequestTypeCase kind() throws IOException {
    try (JsonParser in = split.parser()) {
      if (enter(in, "content") && enter(in, "request_type")) {
        in.nextToken();
        String name = in.nextFieldName();
        return name == null ? RequestTypeCase.REQUESTTYPE_NOT_SET : RecordKinds.named(name);
      }
      throw split.wrong("has no content.request_type", null);
    } catch (JsonProcessingException e) {
      throw split.wrong("is not JSON: " + Json.describe(e), e);
    }
  }

  /** Goes to the member {@code name} of the object that begins. */
  private static boolean enter(JsonParser in, String name) throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    for (String member = in.nextFieldName(); member != null; member = in.nextFieldName()) {
      if (member.equals(name)) {
        return true;
      }
      in.nextToken();
      in.skipChildren();
    }
    return false;
  }
}
