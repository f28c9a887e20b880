package io.sozu.intake.internal.decode;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.sozu.intake.Format;
import io.sozu.intake.Message;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.json.ProtobufJson;
import io.sozu.protocol.json.ProtobufJsonException;
import io.sozu.protocol.state.RecordKinds;
import io.sozu.protocol.state.StateFileReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a message asks for. Refuses what is not wholly understood, because the rest might ask
 * for anything, and what is no change of configuration, whatever the options allow. Stateless.
 */
public final class Decoder {
  private static final String NOTHING_ASKED =
      "asks for nothing: it has no request kind, such as AddCluster";

  private Decoder() {}

  /** What the message asks for, or why it cannot be told. Never fails. */
  public static Decoded decode(Message message) {
    List<Request> known = message.requests();
    return known == null ? read(message) : Decoded.of(known);
  }

  private static Decoded read(Message message) {
    String contentType = message.contentType();
    Optional<Format> format = Format.of(contentType);
    if (format.isEmpty()) {
      return Decoded.undecodable(
          "content type " + contentType + " is unknown; allowed are " + Format.allowed());
    }
    byte[] body = message.body();
    if (body.length == 0) {
      return Decoded.undecodable("the body is empty; it must hold a request");
    }
    try {
      List<Request> requests =
          switch (format.get()) {
            case PROTOBUF -> List.of(protobuf(body));
            case JSON -> List.of(ProtobufJson.parse(text(body)));
            case STATE -> records(body);
          };
      return judge(requests);
    } catch (InvalidProtocolBufferException e) {
      return Decoded.undecodable("is no protobuf Request: " + e.getMessage());
    } catch (CharacterCodingException e) {
      return Decoded.undecodable("is no text in UTF-8, as JSON must be");
    } catch (ProtobufJsonException e) {
      return Decoded.undecodable("is no Request in protobuf's JSON: " + e.getMessage());
    } catch (IOException e) {
      return Decoded.undecodable("is no record of a state file: " + e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      // Whatever a stranger's bytes do to a parser, the next message must not suffer from it.
      return Decoded.undecodable("cannot be read as " + format.get() + ": " + e);
    }
  }

  private static Request protobuf(byte[] body) throws InvalidProtocolBufferException {
    Request request = Request.parser().parsePartialFrom(body);
    if (request.getRequestTypeCase() == RequestTypeCase.REQUESTTYPE_NOT_SET) {
      return request;
    }
    // Of several kinds in one body the parser keeps the last, or mixes two of the same.
    if (!isAlone(body)) {
      throw new InvalidProtocolBufferException(
          "something follows the request; allowed is one request a message");
    }
    return request;
  }

  private static boolean isAlone(byte[] body) throws InvalidProtocolBufferException {
    CodedInputStream in = CodedInputStream.newInstance(body);
    try {
      int tag = in.readTag();
      in.skipField(tag);
      return in.isAtEnd() && WireFormat.getTagFieldNumber(tag) != 0;
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
  }

  private static String text(byte[] body) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
  }

  private static List<Request> records(byte[] body) throws IOException {
    List<Request> requests = new ArrayList<>();
    try (StateFileReader reader = StateFileReader.strict(body)) {
      for (Request record = reader.next(); record != null; record = reader.next()) {
        requests.add(record);
      }
    }
    return requests;
  }

  private static Decoded judge(List<Request> requests) {
    if (requests.isEmpty()) {
      return Decoded.undecodable("holds no record");
    }
    for (int i = 0; i < requests.size(); i++) {
      Request request = requests.get(i);
      String which = requests.size() == 1 ? "" : "record " + i + ": ";
      Optional<String> unknown = UnknownFields.in(request);
      if (unknown.isPresent()) {
        return Decoded.undecodable(
            which + unknown.get() + "; allowed is what Sōzu 2.3.3 knows, and nothing else");
      }
      if (request.getRequestTypeCase() == RequestTypeCase.REQUESTTYPE_NOT_SET) {
        return Decoded.undecodable(which + NOTHING_ASKED);
      }
      if (!request.isInitialized()) {
        return Decoded.undecodable(
            which
                + "required fields are missing: "
                + String.join(", ", request.findInitializationErrors()));
      }
      if (!RecordKinds.CONFIGURATION.contains(request.getRequestTypeCase())) {
        return Decoded.outOfScope(
            which
                + Naming.kind(request.getRequestTypeCase())
                + " is never accepted from a broker; allowed are changes of configuration");
      }
    }
    return Decoded.of(requests);
  }
}
