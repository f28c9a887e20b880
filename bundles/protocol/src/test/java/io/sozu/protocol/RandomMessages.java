package io.sozu.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.sozu.protocol.command.CommandProto;
import java.util.List;
import java.util.Random;

/** Messages with random content: the same for the same seed. */
public final class RandomMessages {
  private static final int DEPTH = 5;
  private static final int[] CODE_POINTS = {
    'a', 'Z', '0', '"', '\\', '/', '{', '}', '\n', '\t', 0, 0x1f, 0x7f, 'é', 'ō', 0x2028, 0xfffd,
    0x1f600, 0x10ffff
  };

  private final Random random;

  public RandomMessages(long seed) {
    this.random = new Random(seed);
  }

  /** All message types of Sōzu's command socket. */
  public static List<Descriptor> types() {
    return CommandProto.getDescriptor().getMessageTypes();
  }

  /** A message of this type: a dynamic one, unlike {@link #fill}. */
  public DynamicMessage of(Descriptor type) {
    return of(type, DEPTH);
  }

  /** A message of the builder's own class. */
  public <B extends Message.Builder> B fill(B builder) {
    try {
      builder.mergeFrom(of(builder.getDescriptorForType()).toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    return builder;
  }

  private DynamicMessage of(Descriptor type, int depth) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      if (field.getRealContainingOneof() != null) {
        continue;
      }
      if (field.isRepeated()) {
        int count = depth > 0 ? random.nextInt(3) : 0;
        for (int i = 0; i < count; i++) {
          builder.addRepeatedField(field, value(field, depth - 1));
        }
      } else if (isAlwaysThere(field) || (depth > 0 && random.nextBoolean())) {
        builder.setField(field, value(field, depth - 1));
      }
    }
    for (OneofDescriptor oneof : type.getRealOneofs()) {
      if (depth > 0 && random.nextInt(8) > 0) {
        FieldDescriptor field = oneof.getField(random.nextInt(oneof.getFieldCount()));
        builder.setField(field, value(field, depth - 1));
      }
    }
    return builder.build();
  }

  private static boolean isAlwaysThere(FieldDescriptor field) {
    return field.isRequired() || field.getContainingType().getOptions().getMapEntry();
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case MESSAGE -> of(field.getMessageType(), depth);
      case STRING -> text();
      case BOOLEAN -> random.nextBoolean();
      case INT -> random.nextInt(4) == 0 ? -1 : random.nextInt();
      case LONG -> random.nextInt(4) == 0 ? Long.MIN_VALUE : random.nextLong();
      case BYTE_STRING -> ByteString.copyFromUtf8(text());
      case ENUM -> {
        var values = field.getEnumType().getValues();
        yield values.get(random.nextInt(values.size()));
      }
      default -> throw new AssertionError(field);
    };
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
    }
    return text.toString();
  }
}
