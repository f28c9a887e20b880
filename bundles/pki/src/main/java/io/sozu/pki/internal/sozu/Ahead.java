package io.sozu.pki.internal.sozu;

import io.sozu.client.SozuException;
import io.sozu.pki.internal.plan.Slot;
import io.sozu.pki.internal.plan.Step;
import io.sozu.pki.internal.plan.Want;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a Sōzu that serves nothing while the folder is still being read. That is a beginning only:
 * a reconciliation follows, which asks about everything, and puts right what somebody else brought
 * there meanwhile or what turns out to be another certificate's. Used by one thread.
 */
public final class Ahead {
  private static final Logger LOG = LoggerFactory.getLogger(Ahead.class);

  private final Sending sending;
  private final Map<Slot, Step> steps = new LinkedHashMap<>();
  private boolean failed;

  Ahead(Sending sending) {
    this.sending = sending;
  }

  /** Sends what was not sent; does nothing more once Sōzu failed. */
  public void send(Collection<Want> wants) {
    List<Step> fresh =
        wants.stream()
            .filter(want -> !steps.containsKey(want.slot()))
            .map(want -> new Step(want, null, false))
            .toList();
    if (!failed) {
      fresh.forEach(step -> steps.put(step.want().slot(), step));
      attempt(() -> sending.begin(fresh));
    }
  }

  /** Waits until all is there; gives what was sent. */
  public List<Step> end() {
    attempt(sending::end);
    return List.copyOf(steps.values());
  }

  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (SozuException e) {
      LOG.debug("Sōzu is not filled ahead", e);
      failed = true;
    }
  }
}
