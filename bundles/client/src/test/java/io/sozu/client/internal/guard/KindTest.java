package io.sozu.client.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.sozu.protocol.command.Request;
import org.junit.jupiter.api.Test;

final class KindTest {
  @Test
  void everyRequestTypeHasAKind() {
    for (FieldDescriptor field : Request.getDescriptor().getOneofs().get(0).getFields()) {
      assertThat(Kind.of(of(field))).as(field.getName()).isNotIn(Kind.UNKNOWN, Kind.EMPTY);
    }
  }

  @Test
  void namesAgreeWithKinds() {
    for (FieldDescriptor field : Request.getDescriptor().getOneofs().get(0).getFields()) {
      Kind kind = Kind.of(of(field));
      if (field.getName().startsWith("query_") || field.getName().startsWith("list_")) {
        assertThat(kind).as(field.getName()).isEqualTo(Kind.READ);
      }
      if (field.getName().matches("(add|remove|replace)_.*")) {
        assertThat(kind).as(field.getName()).isIn(Kind.RECORD, Kind.LISTENER);
      }
      assertThat(Kind.changesConfiguration(of(field)) && kind == Kind.READ).isFalse();
    }
  }

  @Test
  void aRequestOfANewerSozuIsUnknownAndNotEmpty() {
    Request newer =
        Request.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        900,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("x"))
                            .build())
                    .build())
            .build();
    assertThat(Kind.of(newer)).isEqualTo(Kind.UNKNOWN);
    assertThat(Kind.of(Request.getDefaultInstance())).isEqualTo(Kind.EMPTY);
  }

  /** A request of this type with its required fields, and theirs. */
  static Request of(FieldDescriptor field) {
    Request.Builder builder = Request.newBuilder();
    return builder.setField(field, value(builder, field)).build();
  }

  private static Object value(Message.Builder owner, FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> {
        Message.Builder message = owner.newBuilderForField(field);
        for (FieldDescriptor inner : field.getMessageType().getFields()) {
          if (inner.isRequired()) {
            message.setField(inner, value(message, inner));
          }
        }
        yield message.build();
      }
      case ENUM -> field.getEnumType().getValues().get(0);
      case INT -> 1;
      case LONG -> 1L;
      case BOOLEAN -> false;
      case STRING -> "x";
      default -> throw new AssertionError(field.getFullName());
    };
  }
}
