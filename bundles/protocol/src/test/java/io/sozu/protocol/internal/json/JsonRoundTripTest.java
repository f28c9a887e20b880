package io.sozu.protocol.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.sozu.protocol.RandomMessages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class JsonRoundTripTest {
  private static final int MESSAGES = 100;

  @ParameterizedTest
  @MethodSource("typesAndDialects")
  void whatIsWrittenIsReadBackTheSame(Dialect dialect, Descriptor type)
      throws IOException, JsonMismatch {
    RandomMessages random = new RandomMessages(type.getFullName().hashCode());
    for (int i = 0; i < MESSAGES; i++) {
      Message message = random.of(type);
      byte[] json = write(message, dialect);
      DynamicMessage.Builder read = DynamicMessage.newBuilder(type);
      try (JsonParser in = Json.factory().createParser(json)) {
        new JsonDecoder(dialect).read(in, read);
      }
      assertThat(read.build())
          .as(() -> new String(json, StandardCharsets.UTF_8))
          .isEqualTo(message);
    }
  }

  static Stream<Arguments> typesAndDialects() {
    return Stream.of(Dialect.values())
        .flatMap(d -> RandomMessages.types().stream().map(type -> Arguments.of(d, type)));
  }

  private static byte[] write(Message message, Dialect dialect) throws IOException, JsonMismatch {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = Json.factory().createGenerator(bytes)) {
      new JsonEncoder(dialect).write(message, out);
    }
    return bytes.toByteArray();
  }
}
