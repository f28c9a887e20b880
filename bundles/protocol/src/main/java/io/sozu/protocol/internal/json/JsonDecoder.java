package io.sozu.protocol.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads messages from JSON. Stateless. */
public final class JsonDecoder {
  private final Dialect dialect;
  private final boolean strict;
  private final Scalars scalars;

  public JsonDecoder(Dialect dialect) {
    this(dialect, dialect == Dialect.PROTOBUF);
  }

  /**
   * @param strict whether a field that this version does not know is an error
   */
  public JsonDecoder(Dialect dialect, boolean strict) {
    this.dialect = dialect;
    this.strict = strict;
    this.scalars = new Scalars(dialect);
  }

  /**
   * Reads the document's one object into {@code target}, to its end.
   *
   * @throws JsonMismatch if it is not such a message, or a required field is missing
   */
  public void read(JsonParser in, Message.Builder target) throws IOException, JsonMismatch {
    in.nextToken();
    object(in, Shape.of(target.getDescriptorForType(), dialect), target);
    if (in.nextToken() != null) {
      throw new JsonMismatch("", "something follows the object");
    }
    List<String> missing = target.findInitializationErrors();
    if (!missing.isEmpty()) {
      throw new JsonMismatch("", "required fields are missing: " + String.join(", ", missing));
    }
  }

  private void object(JsonParser in, Shape shape, Message.Builder target)
      throws IOException, JsonMismatch {
    expect(in, JsonToken.START_OBJECT, "an object");
    String name = in.nextFieldName();
    while (name != null) {
      JsonToken value = in.nextToken();
      Shape.Member member = shape.member(name);
      if (member == null) {
        unknown(in, shape);
      } else if (value != JsonToken.VALUE_NULL) {
        member(in, member, target);
      }
      name = in.nextFieldName();
    }
    if (dialect == Dialect.STATE_FILE) {
      for (FieldDescriptor field : shape.defaulted) {
        if (!target.hasField(field)) {
          target.setField(field, field.getDefaultValue());
        }
      }
    }
  }

  private void unknown(JsonParser in, Shape shape) throws IOException, JsonMismatch {
    if (strict) {
      throw new JsonMismatch(Json.path(in), "unknown field; allowed are " + shape.names());
    }
    in.skipChildren();
  }

  private void member(JsonParser in, Shape.Member member, Message.Builder target)
      throws IOException, JsonMismatch {
    if (member instanceof Shape.Field field) {
      field(in, field, target);
    } else if (member instanceof Shape.Choice choice) {
      choice(in, choice, target);
    }
  }

  private void choice(JsonParser in, Shape.Choice choice, Message.Builder target)
      throws IOException, JsonMismatch {
    expect(in, JsonToken.START_OBJECT, "an object with one member");
    String name = in.nextFieldName();
    Shape.Field variant = name == null ? null : choice.byName.get(name);
    if (variant == null) {
      throw new JsonMismatch(
          Json.path(in),
          (name == null ? "nothing is chosen" : "unknown variant")
              + "; allowed is one of "
              + String.join(", ", new TreeSet<>(choice.byName.keySet())));
    }
    in.nextToken();
    field(in, variant, target);
    if (in.nextFieldName() != null) {
      throw new JsonMismatch(Json.path(in), "a second variant; only one may be there");
    }
  }

  private void field(JsonParser in, Shape.Field field, Message.Builder target)
      throws IOException, JsonMismatch {
    FieldDescriptor descriptor = field.descriptor;
    if (isSet(descriptor, target)) {
      throw new JsonMismatch(Json.path(in), "is there twice, or excludes what is there already");
    }
    if (descriptor.isMapField()) {
      map(in, field, target);
    } else if (descriptor.isRepeated()) {
      expect(in, JsonToken.START_ARRAY, "an array");
      while (in.nextToken() != JsonToken.END_ARRAY) {
        target.addRepeatedField(descriptor, value(in, field, target));
      }
    } else {
      target.setField(descriptor, value(in, field, target));
    }
  }

  private static boolean isSet(FieldDescriptor descriptor, Message.Builder target) {
    if (descriptor.isRepeated()) {
      return target.getRepeatedFieldCount(descriptor) > 0;
    }
    return descriptor.getRealContainingOneof() == null
        ? target.hasField(descriptor)
        : target.hasOneof(descriptor.getRealContainingOneof());
  }

  private void map(JsonParser in, Shape.Field field, Message.Builder target)
      throws IOException, JsonMismatch {
    expect(in, JsonToken.START_OBJECT, "an object");
    FieldDescriptor entryKey = field.mapKey();
    Shape.Field value = field.mapValue();
    for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
      in.nextToken();
      Message.Builder entry = target.newBuilderForField(field.descriptor);
      entry.setField(entryKey, key);
      entry.setField(value.descriptor, value(in, value, entry));
      target.addRepeatedField(field.descriptor, entry.buildPartial());
    }
  }

  private Object value(JsonParser in, Shape.Field field, Message.Builder owner)
      throws IOException, JsonMismatch {
    if (field.descriptor.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return scalars.read(in, field.descriptor);
    }
    Message.Builder nested = owner.newBuilderForField(field.descriptor);
    object(in, field.nested(), nested);
    return nested.buildPartial();
  }

  static void expect(JsonParser in, JsonToken wanted, String name) throws JsonMismatch {
    @Nullable JsonToken token = in.currentToken();
    if (token != wanted) {
      throw new JsonMismatch(
          Json.path(in), "must be " + name + ", not " + (token == null ? "nothing" : token));
    }
  }
}
