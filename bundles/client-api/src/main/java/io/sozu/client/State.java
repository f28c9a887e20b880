package io.sozu.client;

import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The whole configuration of Sōzu, and its life cycle. */
@ProviderType
public interface State {
  /**
   * Reads the whole state, record by record, through a file that Sōzu writes into a private folder.
   * Private keys are in the records: take care. The consumer runs on one thread of the client and
   * its failure ends the reading.
   *
   * @return how many records there were
   */
  CompletionStage<Long> read(Consumer<Request> records);

  /**
   * Makes Sōzu load a state file. Sōzu opens it. Neither its OK nor its FAILURE tells what was
   * applied.
   */
  CompletionStage<Response> load(Path file);

  /** Makes Sōzu write its state, private keys included, truncating the file in place. */
  CompletionStage<Response> save(Path file);

  /**
   * Has the state saved now to the file of {@link ClientOptions#stateSave()}, and completes when
   * the file holds everything that was in force before the call. The file is whole at any time and
   * readable for its owner only; a failure leaves the old one. Calls that come while a save runs
   * share the next one.
   *
   * <p>Fails with
   *
   * <ul>
   *   <li>{@link IllegalStateException} when no such file is configured,
   *   <li>{@link Unreachable}, naming the file, when it cannot be written here,
   *   <li>{@link OutcomeUnknown} when Sōzu was replaced by another process since the call: what was
   *       in force before may be lost,
   *   <li>another {@link SozuException} when Sōzu could not save.
   * </ul>
   */
  CompletionStage<Void> saveNow();

  /** How many requests of each kind the main process's state has taken since it started. */
  CompletionStage<Map<String, Integer>> requestCounts();

  /** Reads Sōzu's TOML again, or another one. */
  CompletionStage<Response> reloadConfiguration(@Nullable Path file);

  /** Replaces the main process by a new one, keeping connections (0.4 s on Sōzu 2.3.3). */
  CompletionStage<Response> upgradeMain();

  /** Stops Sōzu once its sessions have ended. */
  CompletionStage<Response> softStop();

  /** Stops Sōzu at once. */
  CompletionStage<Response> hardStop();
}
