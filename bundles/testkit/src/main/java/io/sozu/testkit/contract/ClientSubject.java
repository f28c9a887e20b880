package io.sozu.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.client.ClientOptions;
import io.sozu.client.OwnedSozuClient;
import io.sozu.client.SozuClient;
import io.sozu.client.SozuException;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.testkit.PeerExtension;
import io.sozu.testkit.PeerOptions;
import io.sozu.testkit.SozuPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

/**
 * Who is held to a contract: a client, and the Sōzu it talks to. What a test opens is closed after
 * it.
 */
public abstract class ClientSubject {
  /** Longer than any deadline of ours and of Sōzu: a call that takes longer never ends. */
  private static final int NEVER = 30;

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final List<AutoCloseable> opened = new ArrayList<>();

  private final Function<ClientOptions, OwnedSozuClient> connector;
  private final PeerExtension<?> sozu;

  /**
   * A subject.
   *
   * @param connector makes a client, not yet connected
   * @param sozu the Sōzu that the tests of a class share, registered by that class
   */
  protected ClientSubject(
      Function<ClientOptions, OwnedSozuClient> connector, PeerExtension<?> sozu) {
    this.connector = connector;
    this.sozu = sozu;
  }

  /** The Sōzu that the tests of a class share. */
  protected SozuPeer peer() {
    return sozu.peer();
  }

  /** Another one, for a test that harms it or needs other options; the test closes it. */
  protected SozuPeer start(PeerOptions options) {
    return sozu.start(options);
  }

  /** {@link #start}, closed after the test. */
  protected SozuPeer own(PeerOptions options) {
    return closing(start(options));
  }

  /** A client of the shared Sōzu. */
  protected OwnedSozuClient open() {
    return open(peer().client().build());
  }

  /** A client, closed after the test. */
  protected OwnedSozuClient open(ClientOptions options) {
    return closing(connector.apply(options));
  }

  /** Closes something after the test, the latest first. */
  protected <C extends AutoCloseable> C closing(C closeable) {
    opened.add(0, closeable);
    return closeable;
  }

  /** Closes what the test opened. */
  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : opened) {
      closeable.close();
    }
  }

  /** A name that no other test uses. */
  protected static String name(String prefix) {
    return prefix + NAMES.incrementAndGet();
  }

  /** What a stage completes with. */
  protected static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(NEVER, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("this call never ends", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Sends what must succeed. */
  protected static Response send(SozuClient client, Request request) {
    return get(client.send(request));
  }

  /** Why a stage failed. */
  protected static SozuException failure(CompletionStage<?> stage) {
    Object value;
    try {
      value = get(stage);
    } catch (CompletionException e) {
      if (e.getCause() instanceof SozuException failure) {
        return failure;
      }
      throw e;
    }
    throw new AssertionError("it should have failed, and completed with " + value);
  }

  /** Why a stage failed, which must be of a kind. */
  protected static <F extends SozuException> F failure(Class<F> kind, CompletionStage<?> stage) {
    SozuException failure = failure(stage);
    assertThat(failure).isInstanceOf(kind);
    return kind.cast(failure);
  }

  /** A figure of a client's status. */
  protected static long figure(SozuClient client, String name) {
    Number figure = client.status().figures().get(name);
    assertThat(figure).as(name + " in " + client.status().figures()).isNotNull();
    return figure == null ? 0 : figure.longValue();
  }

  /** Names of the threads that run for an instance. */
  protected static List<String> threads(String instance) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sozu-" + instance + "-"))
        .sorted()
        .toList();
  }
}
