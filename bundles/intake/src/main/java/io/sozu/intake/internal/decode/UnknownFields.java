package io.sozu.intake.internal.decode;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fields, and values of enums, that this version does not know, anywhere in a message. What they
 * ask for cannot be judged, so they are no trifle.
 */
final class UnknownFields {
  /** Of each type, the fields that hold messages; looked up once, because most have few. */
  private static final Map<Descriptor, List<FieldDescriptor>> NESTED = new ConcurrentHashMap<>();

  private UnknownFields() {}

  /** The first one, for people; empty when there is none. */
  static Optional<String> in(Message message) {
    Descriptor type = message.getDescriptorForType();
    if (!message.getUnknownFields().asMap().isEmpty()) {
      int number = message.getUnknownFields().asMap().keySet().iterator().next();
      FieldDescriptor known = type.findFieldByNumber(number);
      return Optional.of(
          known == null
              ? "field " + number + " of " + type.getName() + " is unknown"
              : known.getName()
                  + " of "
                  + type.getName()
                  + " has an unknown value or a wrong type");
    }
    for (FieldDescriptor field : NESTED.computeIfAbsent(type, UnknownFields::nested)) {
      if (field.isRepeated()) {
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
          Optional<String> found = in((Message) message.getRepeatedField(field, i));
          if (found.isPresent()) {
            return found;
          }
        }
      } else if (message.hasField(field)) {
        Optional<String> found = in((Message) message.getField(field));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** Entries of maps have a key and a text, and keep nothing else. */
  private static List<FieldDescriptor> nested(Descriptor type) {
    return type.getFields().stream()
        .filter(field -> field.getJavaType() == JavaType.MESSAGE && !field.isMapField())
        .toList();
  }
}
