package io.sozu.protocol.frame;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds what a message holds that our .proto does not name. */
final class UnknownFields {
  private UnknownFields() {}

  /** The places of unknown fields and enum values, at any depth. */
  static List<String> of(Message message) {
    List<String> found = new ArrayList<>();
    collect(message, "", found);
    return found;
  }

  private static void collect(Message message, String path, List<String> found) {
    message.getUnknownFields().asMap().keySet().forEach(n -> found.add(path + "/" + n));
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      String name = path + "/" + field.getKey().getName();
      List<?> values = field.getValue() instanceof List<?> list ? list : List.of(field.getValue());
      for (Object value : values) {
        if (value instanceof Message nested) {
          collect(nested, name, found);
        }
      }
    }
  }
}
