package io.sozu.protocol.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/** Writes messages as JSON. Stateless. */
public final class JsonEncoder {
  private final Dialect dialect;

  public JsonEncoder(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Writes one message as an object. On failure a part of it has been written.
   *
   * @throws JsonMismatch if a state file cannot hold it
   */
  public void write(Message message, JsonGenerator out) throws IOException, JsonMismatch {
    object(message, Shape.of(message.getDescriptorForType(), dialect), out);
  }

  private void object(Message message, Shape shape, JsonGenerator out)
      throws IOException, JsonMismatch {
    if (dialect == Dialect.STATE_FILE && !message.getUnknownFields().isEmpty()) {
      // Sōzu would apply the rest of it without a word.
      throw mismatch(
          out, "has fields without a name here: " + message.getUnknownFields().asMap().keySet());
    }
    out.writeStartObject();
    for (Shape.Member member : shape.members) {
      if (member instanceof Shape.Field field) {
        field(message, field, out);
      } else if (member instanceof Shape.Choice choice) {
        choice(message, choice, out);
      }
    }
    out.writeEndObject();
  }

  private void field(Message message, Shape.Field field, JsonGenerator out)
      throws IOException, JsonMismatch {
    FieldDescriptor descriptor = field.descriptor;
    if (descriptor.isRepeated()) {
      List<?> values = (List<?>) message.getField(descriptor);
      if (!values.isEmpty() || dialect == Dialect.STATE_FILE) {
        out.writeFieldName(field.name);
        if (descriptor.isMapField()) {
          map(values, field, out);
        } else {
          array(values, field, out);
        }
      }
    } else if (descriptor.isRequired() || message.hasField(descriptor)) {
      out.writeFieldName(field.name);
      value(message.getField(descriptor), field, out);
    }
  }

  private void choice(Message message, Shape.Choice choice, JsonGenerator out)
      throws IOException, JsonMismatch {
    FieldDescriptor chosen = message.getOneofFieldDescriptor(choice.descriptor);
    if (chosen == null) {
      return;
    }
    Shape.Field variant = choice.variant(chosen);
    out.writeFieldName(choice.name);
    out.writeStartObject();
    out.writeFieldName(variant.name);
    value(message.getField(chosen), variant, out);
    out.writeEndObject();
  }

  private void map(List<?> entries, Shape.Field field, JsonGenerator out)
      throws IOException, JsonMismatch {
    Shape.Field value = field.mapValue();
    FieldDescriptor key = field.mapKey();
    out.writeStartObject();
    for (Object o : entries) {
      Message entry = (Message) o;
      out.writeFieldName((String) entry.getField(key));
      value(entry.getField(value.descriptor), value, out);
    }
    out.writeEndObject();
  }

  private void array(List<?> values, Shape.Field field, JsonGenerator out)
      throws IOException, JsonMismatch {
    out.writeStartArray();
    for (Object value : values) {
      value(value, field, out);
    }
    out.writeEndArray();
  }

  private void value(Object value, Shape.Field field, JsonGenerator out)
      throws IOException, JsonMismatch {
    switch (field.descriptor.getType()) {
      case MESSAGE -> object((Message) value, field.nested(), out);
      case STRING -> out.writeString((String) value);
      case BOOL -> out.writeBoolean((Boolean) value);
      case INT32 -> out.writeNumber((Integer) value);
      case UINT32, FIXED32 -> out.writeNumber(Integer.toUnsignedLong((Integer) value));
      case INT64 -> number64(value.toString(), out);
      case UINT64 -> number64(Long.toUnsignedString((Long) value), out);
      case ENUM -> enumeration((EnumValueDescriptor) value, out);
      case BYTES -> bytes((ByteString) value, out);
      default ->
          throw mismatch(out, "is of a type that no message of Sōzu has: " + field.descriptor);
    }
  }

  private void number64(String digits, JsonGenerator out) throws IOException {
    if (dialect == Dialect.STATE_FILE) {
      out.writeNumber(digits);
    } else {
      out.writeString(digits);
    }
  }

  private void enumeration(EnumValueDescriptor value, JsonGenerator out) throws IOException {
    if (dialect == Dialect.STATE_FILE) {
      out.writeNumber(value.getNumber());
    } else {
      out.writeString(value.getName());
    }
  }

  private void bytes(ByteString value, JsonGenerator out) throws IOException {
    if (dialect == Dialect.PROTOBUF) {
      out.writeString(Base64.getEncoder().encodeToString(value.toByteArray()));
      return;
    }
    out.writeStartArray();
    for (int i = 0; i < value.size(); i++) {
      out.writeNumber(Byte.toUnsignedInt(value.byteAt(i)));
    }
    out.writeEndArray();
  }

  private static JsonMismatch mismatch(JsonGenerator out, String problem) {
    return new JsonMismatch(out.getOutputContext().pathAsPointer().toString(), problem);
  }
}
