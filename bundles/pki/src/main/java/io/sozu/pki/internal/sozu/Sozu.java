package io.sozu.pki.internal.sozu;

import io.sozu.client.Outcome;
import io.sozu.client.SozuException;
import io.sozu.pki.internal.plan.Observed;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.SocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What is asked of Sōzu, and told. Calls wait for the answer unless they say otherwise; all may
 * throw {@link SozuException}.
 */
public interface Sozu {
  /** The HTTPS listeners that are active, by their addresses as people write them. */
  Map<String, SocketAddress> listeners();

  /**
   * What each worker serves for each of these names.
   *
   * @param listeners that are told about, also when they serve nothing
   */
  Observed served(Collection<String> names, Collection<String> listeners);

  /** Has changes applied in this order, and tells later what became of each. */
  CompletionStage<List<Outcome>> begin(List<Request> requests);

  /** Applies changes in this order, and tells what became of each. */
  default List<Outcome> apply(List<Request> requests) {
    return Answers.of(begin(requests));
  }
}
