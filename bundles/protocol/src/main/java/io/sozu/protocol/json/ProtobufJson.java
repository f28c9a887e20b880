package io.sozu.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.Message;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.internal.json.Dialect;
import io.sozu.protocol.internal.json.Json;
import io.sozu.protocol.internal.json.JsonDecoder;
import io.sozu.protocol.internal.json.JsonEncoder;
import io.sozu.protocol.internal.json.JsonMismatch;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Protobuf's JSON mapping: {@code {"addCluster":{"clusterId":"a",…}}}. Proto names ({@code
 * cluster_id}) are read too; numbers may be strings, enums may be numbers. Stateless.
 */
public final class ProtobufJson {
  private static final JsonEncoder ENCODER = new JsonEncoder(Dialect.PROTOBUF);
  private static final JsonDecoder DECODER = new JsonDecoder(Dialect.PROTOBUF);

  private ProtobufJson() {}

  /**
   * Reads one request.
   *
   * @throws ProtobufJsonException if it is not JSON, has a field that requests do not have, misses
   *     a required one, or a value does not fit; the text names the place and what is allowed there
   */
  public static Request parse(String json) throws ProtobufJsonException {
    Request.Builder builder = Request.newBuilder();
    merge(json, builder);
    return builder.build();
  }

  /**
   * Reads a message of any type into {@code target}, as {@link #parse} does. After a failure the
   * target holds a part.
   */
  public static void merge(String json, Message.Builder target) throws ProtobufJsonException {
    try (JsonParser in = Json.factory().createParser(json)) {
      DECODER.read(in, target);
    } catch (JsonMismatch e) {
      throw new ProtobufJsonException(e.describe(), e);
    } catch (JsonProcessingException e) {
      throw new ProtobufJsonException("is not JSON: " + Json.describe(e), e);
    } catch (IOException e) {
      throw new ProtobufJsonException("is not JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a message on one line; fields unknown to this version are left out. Nothing is hidden:
   * certificates come with their keys.
   */
  public static String print(Message message) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = Json.factory().createGenerator(text)) {
      ENCODER.write(message, out);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory failed", e);
    } catch (JsonMismatch e) {
      throw new IllegalArgumentException(e.describe(), e);
    }
    return text.toString();
  }
}
