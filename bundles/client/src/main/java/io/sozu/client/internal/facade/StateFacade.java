package io.sozu.client.internal.facade;

import io.sozu.client.State;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.StateRead;
import io.sozu.protocol.command.CountRequests;
import io.sozu.protocol.command.HardStop;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent.ContentTypeCase;
import io.sozu.protocol.command.SoftStop;
import io.sozu.protocol.command.UpgradeMain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link State} over the wire. */
public final class StateFacade implements State {
  /** Longer than the 100 s that Sōzu gives the largest load, a reload or a new process. */
  static final Duration LONG = Duration.ofSeconds(110);

  private final Calls calls;
  private final StateRead reader;
  private final Supplier<CompletionStage<Void>> saveNow;

  /**
   * The facade.
   *
   * @param saveNow does what {@link #saveNow} promises
   */
  public StateFacade(Calls calls, StateRead reader, Supplier<CompletionStage<Void>> saveNow) {
    this.calls = calls;
    this.reader = reader;
    this.saveNow = saveNow;
  }

  @Override
  public CompletionStage<Long> read(Consumer<Request> records) {
    return reader.read(kind -> true, records, Deadline.in(LONG));
  }

  @Override
  public CompletionStage<Response> load(Path file) {
    return calls.sendWithin(Request.newBuilder().setLoadState(absolute(file)), LONG);
  }

  @Override
  public CompletionStage<Response> save(Path file) {
    return calls.sendWithin(Request.newBuilder().setSaveState(absolute(file)), LONG);
  }

  @Override
  public CompletionStage<Void> saveNow() {
    return saveNow.get();
  }

  @Override
  public CompletionStage<Map<String, Integer>> requestCounts() {
    return calls.ask(
        Request.newBuilder().setCountRequests(CountRequests.getDefaultInstance()),
        ContentTypeCase.REQUEST_COUNTS,
        content -> content.getRequestCounts().getMapMap());
  }

  @Override
  public CompletionStage<Response> reloadConfiguration(@Nullable Path file) {
    // An empty path is how Sōzu is told to take its own file.
    return calls.sendWithin(
        Request.newBuilder().setReloadConfiguration(file == null ? "" : absolute(file)), LONG);
  }

  @Override
  public CompletionStage<Response> upgradeMain() {
    return calls.sendWithin(
        Request.newBuilder().setUpgradeMain(UpgradeMain.getDefaultInstance()), LONG);
  }

  @Override
  public CompletionStage<Response> softStop() {
    return calls.sendWithin(Request.newBuilder().setSoftStop(SoftStop.getDefaultInstance()), LONG);
  }

  @Override
  public CompletionStage<Response> hardStop() {
    return calls.send(Request.newBuilder().setHardStop(HardStop.getDefaultInstance()));
  }

  /** Sōzu resolves relative paths against its own working directory, callers mean ours. */
  private static String absolute(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }
}
