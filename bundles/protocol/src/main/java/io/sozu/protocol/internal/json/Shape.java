package io.sozu.protocol.internal.json;

import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How one message type looks in one dialect: its members in the order in which they are written,
 * and by name. Made once a type, because looking names up a field at a time is what costs.
 */
final class Shape {
  private static final Map<Dialect, Map<Descriptor, Shape>> SHAPES =
      Map.of(
          Dialect.STATE_FILE, new ConcurrentHashMap<>(),
          Dialect.PROTOBUF, new ConcurrentHashMap<>());

  final Member[] members;

  /** Required fields that have a default: what an older Sōzu did not yet write. */
  final List<FieldDescriptor> defaulted;

  private final Map<String, Member> byName;

  private Shape(Descriptor type, List<Member> members, Map<String, Member> byName) {
    this.members = members.toArray(Member[]::new);
    this.byName = byName;
    this.defaulted =
        type.getFields().stream().filter(f -> f.isRequired() && f.hasDefaultValue()).toList();
  }

  static Shape of(Descriptor type, Dialect dialect) {
    // No computeIfAbsent: messages nest themselves.
    Map<Descriptor, Shape> known = SHAPES.getOrDefault(dialect, Map.of());
    Shape shape = known.get(type);
    if (shape == null) {
      shape = dialect == Dialect.STATE_FILE ? stateFile(type) : protobuf(type);
      known.put(type, shape);
    }
    return shape;
  }

  @Nullable Member member(String name) {
    return byName.get(name);
  }

  /** The names that are allowed, for the text of an error. */
  String names() {
    return String.join(", ", new TreeSet<>(byName.keySet()));
  }

  private static Shape stateFile(Descriptor type) {
    List<Member> members = new ArrayList<>();
    Map<String, Member> byName = new HashMap<>();
    for (FieldDescriptor field : type.getFields()) {
      if (field.getRealContainingOneof() == null) {
        add(new Field(field, field.getName(), Dialect.STATE_FILE), members, byName);
      }
    }
    for (OneofDescriptor oneof : type.getRealOneofs()) {
      add(new Choice(oneof), members, byName);
    }
    return new Shape(type, members, byName);
  }

  private static Shape protobuf(Descriptor type) {
    List<Member> members = new ArrayList<>();
    Map<String, Member> byName = new HashMap<>();
    for (FieldDescriptor field : type.getFields()) {
      Member member = new Field(field, field.getJsonName(), Dialect.PROTOBUF);
      add(member, members, byName);
      byName.putIfAbsent(field.getName(), member);
    }
    return new Shape(type, members, byName);
  }

  private static void add(Member member, List<Member> members, Map<String, Member> byName) {
    members.add(member);
    byName.put(member.name.getValue(), member);
  }

  /** One member of a JSON object. */
  abstract static sealed class Member permits Field, Choice {
    final SerializedString name;

    Member(String name) {
      this.name = new SerializedString(name);
    }
  }

  /** A member that is one field. */
  static final class Field extends Member {
    final FieldDescriptor descriptor;
    private final Dialect dialect;
    private @Nullable Shape nested;

    Field(FieldDescriptor descriptor, String name, Dialect dialect) {
      super(name);
      this.descriptor = descriptor;
      this.dialect = dialect;
    }

    /** The shape of the message that this field holds. */
    Shape nested() {
      // A race makes the same shape twice, which harms nobody.
      Shape shape = nested;
      if (shape == null) {
        shape = of(descriptor.getMessageType(), dialect);
        nested = shape;
      }
      return shape;
    }

    /** The field of a map's entries that is their key, a string in all messages. */
    FieldDescriptor mapKey() {
      return ((Field) nested().members[0]).descriptor;
    }

    /** The field of a map's entries that is their value. */
    Field mapValue() {
      return (Field) nested().members[1];
    }
  }

  /** A member that is one of several fields: {@code {"request_type":{"ADD_CLUSTER":…}}}. */
  static final class Choice extends Member {
    final OneofDescriptor descriptor;
    final Map<String, Field> byName = new HashMap<>();
    private final Map<FieldDescriptor, Field> byField = new HashMap<>();

    Choice(OneofDescriptor oneof) {
      super(oneof.getName());
      this.descriptor = oneof;
      for (FieldDescriptor field : oneof.getFields()) {
        String name = field.getName().toUpperCase(Locale.ROOT);
        Field variant = new Field(field, name, Dialect.STATE_FILE);
        byName.put(name, variant);
        byField.put(field, variant);
      }
    }

    /** The variant that is {@code field}, which is one of this choice. */
    Field variant(FieldDescriptor field) {
      Field variant = byField.get(field);
      if (variant == null) {
        throw new IllegalArgumentException(field + " is none of " + descriptor.getFullName());
      }
      return variant;
    }
  }
}
