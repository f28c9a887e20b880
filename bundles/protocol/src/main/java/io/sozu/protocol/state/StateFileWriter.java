package io.sozu.protocol.state;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.internal.json.Dialect;
import io.sozu.protocol.internal.json.Json;
import io.sozu.protocol.internal.json.JsonEncoder;
import io.sozu.protocol.internal.json.JsonMismatch;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests as a state file that Sōzu loads: {@code {"id":"0","content":…}}, each followed by
 * a line feed and a zero byte. Buffers by itself. A request that is refused leaves no trace in the
 * file. Not thread-safe.
 */
public final class StateFileWriter implements Closeable {
  /** Longest record that every Sōzu of today reads (2.1.0), in bytes, its end included. */
  public static final int SAFE_RECORD = 200_000;

  /** Bytes gathered before they are written. */
  static final int BUFFER = 64 * 1024;

  private static final JsonEncoder ENCODER = new JsonEncoder(Dialect.STATE_FILE);
  private static final SerializableString ID = new SerializedString("id");
  private static final SerializableString CONTENT = new SerializedString("content");
  private static final SerializableString END = new SerializedString("\n\0");

  private final OutputStream out;
  private final int longestRecord;
  private final RecordBuffer buffer = new RecordBuffer();
  private JsonGenerator json;
  private long records;
  private long drained;

  /** Writes records of at most {@link #SAFE_RECORD} bytes. */
  public StateFileWriter(OutputStream out) throws IOException {
    this(out, SAFE_RECORD);
  }

  /**
   * @param out gets the file; closed with this writer
   * @param longestRecord longest record to write, in bytes, its end included. Sōzu 2.3.3 reads
   *     records up to the larger of 200,000 and {@code max_command_buffer_size}
   */
  public StateFileWriter(OutputStream out, int longestRecord) throws IOException {
    this.out = out;
    this.longestRecord = longestRecord;
    this.json = generator();
  }

  /**
   * Writes one record; its id is its number.
   *
   * @return the bytes that it takes
   * @throws StateFileException if it cannot be a record, which is then not written and not counted:
   *     no configuration ({@link RecordKinds#CONFIGURATION}), too long, incomplete, with fields
   *     unknown to this version, or a text that is not Unicode
   */
  public int write(Request request) throws IOException {
    if (!RecordKinds.CONFIGURATION.contains(request.getRequestTypeCase())) {
      throw refused(request.getRequestTypeCase() + " is no configuration", null);
    }
    if (!request.isInitialized()) {
      throw refused(
          "required fields are missing: " + String.join(", ", request.findInitializationErrors()),
          null);
    }
    int start = buffer.size();
    try {
      encode(request);
    } catch (JsonMismatch e) {
      drop(start);
      throw refused(e.describe(), e);
    } catch (JsonProcessingException e) {
      drop(start);
      throw refused(e.getOriginalMessage(), e);
    }
    int length = buffer.size() - start;
    if (length > longestRecord) {
      buffer.truncate(start);
      throw refused(length + " bytes; allowed are " + longestRecord, null);
    }
    records++;
    if (buffer.size() >= BUFFER) {
      drain();
    }
    return length;
  }

  /** Records written. */
  public long records() {
    return records;
  }

  /** Bytes written, those still buffered here included. */
  public long bytes() {
    return drained + buffer.size();
  }

  /** Hands all records over to the stream and flushes that. */
  public void flush() throws IOException {
    drain();
    out.flush();
  }

  /** Writes what is buffered and closes the stream, also when writing failed. */
  @Override
  public void close() throws IOException {
    try (out) {
      json.close();
      drain();
    }
  }

  private void encode(Request request) throws IOException, JsonMismatch {
    json.writeStartObject();
    json.writeFieldName(ID);
    json.writeString(Long.toString(records));
    json.writeFieldName(CONTENT);
    ENCODER.write(request, json);
    json.writeEndObject();
    json.writeRaw(END);
    json.flush();
  }

  /** Forgets a record that failed half-way, in the buffer and in the generator. */
  private void drop(int start) throws IOException {
    json.close();
    buffer.truncate(start);
    json = generator();
  }

  private void drain() throws IOException {
    drained += buffer.size();
    buffer.drainTo(out);
  }

  private JsonGenerator generator() throws IOException {
    JsonGenerator made = Json.factory().createGenerator(buffer);
    made.setRootValueSeparator(null);
    made.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
    return made;
  }

  private StateFileException refused(String problem, @Nullable Throwable cause) {
    return new StateFileException(records, bytes(), problem, cause);
  }
}
