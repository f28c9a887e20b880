package io.sozu.protocol.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads values that are no messages, each within the range of its type. */
final class Scalars {
  private static final BigInteger MAX_UINT64 =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final long MAX_UINT32 = 0xFFFF_FFFFL;

  private final Dialect dialect;

  Scalars(Dialect dialect) {
    this.dialect = dialect;
  }

  /** The value at the parser's token, as protobuf's reflection wants it. */
  Object read(JsonParser in, FieldDescriptor field) throws IOException, JsonMismatch {
    return switch (field.getType()) {
      case STRING -> string(in);
      case BOOL -> bool(in);
      case INT32 -> (int) integer(in, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case UINT32, FIXED32 -> (int) integer(in, 0, MAX_UINT32);
      case INT64 -> integer(in, Long.MIN_VALUE, Long.MAX_VALUE);
      case UINT64 -> number(in, BigInteger.ZERO, MAX_UINT64).longValue();
      case ENUM -> enumeration(in, field.getEnumType());
      case BYTES -> bytes(in);
      default -> throw new JsonMismatch(Json.path(in), "is of a type that no message of Sōzu has");
    };
  }

  private static String string(JsonParser in) throws IOException, JsonMismatch {
    JsonDecoder.expect(in, JsonToken.VALUE_STRING, "a string");
    return in.getText();
  }

  private static boolean bool(JsonParser in) throws JsonMismatch {
    JsonToken token = in.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw new JsonMismatch(Json.path(in), "must be true or false, not " + token);
    }
    return token == JsonToken.VALUE_TRUE;
  }

  private long integer(JsonParser in, long least, long most) throws IOException, JsonMismatch {
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
        && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long value = in.getLongValue();
      if (value >= least && value <= most) {
        return value;
      }
    }
    return number(in, BigInteger.valueOf(least), BigInteger.valueOf(most)).longValue();
  }

  private BigInteger number(JsonParser in, BigInteger least, BigInteger most)
      throws IOException, JsonMismatch {
    BigInteger value = whole(in);
    if (value == null || value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new JsonMismatch(Json.path(in), "must be a whole number from " + least + " to " + most);
    }
    return value;
  }

  private @Nullable BigInteger whole(JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return in.getBigIntegerValue();
    }
    if (dialect == Dialect.STATE_FILE
        || (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_FLOAT)) {
      return null;
    }
    try {
      BigDecimal decimal = new BigDecimal(in.getText());
      // Checked first, because 1e999999999 as a whole number takes all memory.
      boolean fits = Math.abs((long) decimal.precision() - decimal.scale()) <= 20;
      return fits ? decimal.toBigIntegerExact() : null;
    } catch (ArithmeticException e) {
      return null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private EnumValueDescriptor enumeration(JsonParser in, EnumDescriptor type)
      throws IOException, JsonMismatch {
    EnumValueDescriptor value = null;
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      value = type.findValueByNumber((int) integer(in, Integer.MIN_VALUE, Integer.MAX_VALUE));
    } else if (in.currentToken() == JsonToken.VALUE_STRING && dialect == Dialect.PROTOBUF) {
      value = type.findValueByName(in.getText());
    }
    if (value == null) {
      throw new JsonMismatch(
          Json.path(in), "is no " + type.getName() + "; allowed are " + values(type));
    }
    return value;
  }

  private static String values(EnumDescriptor type) {
    return type.getValues().stream()
        .map(v -> v.getName() + " (" + v.getNumber() + ")")
        .collect(Collectors.joining(", "));
  }

  private ByteString bytes(JsonParser in) throws IOException, JsonMismatch {
    if (dialect == Dialect.PROTOBUF) {
      return base64(in);
    }
    JsonDecoder.expect(in, JsonToken.START_ARRAY, "an array of bytes");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      bytes.write((int) integer(in, 0, 255));
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }

  private static ByteString base64(JsonParser in) throws IOException, JsonMismatch {
    // Both alphabets are allowed, with and without padding.
    String text = string(in).replace('-', '+').replace('_', '/');
    try {
      return ByteString.copyFrom(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new JsonMismatch(Json.path(in), "is not base64: " + e.getMessage());
    }
  }
}
