package io.sozu.intake;

import io.sozu.protocol.command.Request;
import io.sozu.testkit.Change;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message of a broker that is in the memory of a test. */
public final class TestMessage implements Message {
  private final String id;
  private final byte[] body;
  private final String contentType;
  private final @Nullable String key;
  private final Instant published;
  private final int attempt;

  private TestMessage(
      String id,
      byte[] body,
      String contentType,
      @Nullable String key,
      Instant published,
      int attempt) {
    this.id = id;
    this.body = body;
    this.contentType = contentType;
    this.key = key;
    this.published = published;
    this.attempt = attempt;
  }

  /** One request in protobuf. */
  public static TestMessage of(String id, Request request) {
    return of(id, request.toByteArray(), "");
  }

  /** Any bytes. */
  public static TestMessage of(String id, byte[] body, String contentType) {
    return new TestMessage(id, body, contentType, null, Instant.now(), 1);
  }

  /** Several requests, as records of a state file. */
  public static TestMessage records(String id, Request... requests) {
    return of(id, Change.records(List.of(requests)), Format.STATE.contentType());
  }

  /** A random one. */
  public static TestMessage of(Change change) {
    return of(change.id(), change.body(), change.contentType());
  }

  /** The same with a key. */
  public TestMessage withKey(String value) {
    return new TestMessage(id, body, contentType, value, published, attempt);
  }

  /** The same, published at another time. */
  public TestMessage publishedAt(Instant value) {
    return new TestMessage(id, body, contentType, key, value, attempt);
  }

  /** The same, delivered for the nth time. */
  public TestMessage delivered(int times) {
    return new TestMessage(id, body, contentType, key, published, times);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public String contentType() {
    return contentType;
  }

  @Override
  public @Nullable String key() {
    return key;
  }

  @Override
  public Instant published() {
    return published;
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public String toString() {
    return id;
  }
}
