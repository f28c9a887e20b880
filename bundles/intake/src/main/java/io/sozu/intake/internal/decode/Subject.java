package io.sozu.intake.internal.decode;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.sozu.client.config.Addresses;
import io.sozu.protocol.command.PathRule;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.command.SocketAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request names, found by what its fields are called: all kinds call a cluster {@code
 * cluster_id} and an address {@code address}; those that hold a text only hold a cluster's id.
 */
public final class Subject {
  /** One kind of request, and the fields of its content by name. */
  private record Shape(FieldDescriptor kind, Map<String, FieldDescriptor> fields) {}

  private static final Map<RequestTypeCase, Shape> SHAPES = shapes();

  private final RequestTypeCase kind;
  private final Map<String, FieldDescriptor> fields;
  private final Object content;

  private Subject(RequestTypeCase kind, Shape shape, Request request) {
    this.kind = kind;
    this.fields = shape.fields();
    this.content = request.getField(shape.kind());
  }

  /** The subject of a request that has a kind. */
  public static Subject of(Request request) {
    RequestTypeCase kind = request.getRequestTypeCase();
    Shape shape = SHAPES.get(kind);
    if (shape == null) {
      throw new IllegalArgumentException(kind + " has no subject");
    }
    return new Subject(kind, shape, request);
  }

  /** What kind of request it is. */
  public RequestTypeCase kind() {
    return kind;
  }

  /** The cluster's id; empty if it names none. */
  public String cluster() {
    return content instanceof String id ? id : text("cluster_id");
  }

  /** The address of the listener or the backend, for people; empty if it names none. */
  public String address() {
    return value("address") instanceof SocketAddress address ? Addresses.text(address) : "";
  }

  /** The path of a frontend with its kind, {@code PREFIX /api}; empty for everything else. */
  public String path() {
    return value("path") instanceof PathRule path ? path.getKind() + " " + path.getValue() : "";
  }

  /** A field that holds a text, by its name; empty if there is none. */
  public String text(String field) {
    return value(field) instanceof String text ? text : "";
  }

  private @Nullable Object value(String name) {
    FieldDescriptor field = fields.get(name);
    return field != null && content instanceof Message message ? message.getField(field) : null;
  }

  private static Map<RequestTypeCase, Shape> shapes() {
    Map<RequestTypeCase, Shape> shapes = new EnumMap<>(RequestTypeCase.class);
    for (FieldDescriptor kind : Request.getDescriptor().getFields()) {
      Map<String, FieldDescriptor> fields = new HashMap<>();
      if (kind.getJavaType() == JavaType.MESSAGE) {
        kind.getMessageType().getFields().forEach(field -> fields.put(field.getName(), field));
      }
      shapes.put(RequestTypeCase.forNumber(kind.getNumber()), new Shape(kind, fields));
    }
    return shapes;
  }
}
