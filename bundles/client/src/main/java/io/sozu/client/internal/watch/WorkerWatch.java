package io.sozu.client.internal.watch;

import io.sozu.client.event.SozuEvent;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.Steps;
import io.sozu.client.internal.wire.Wire;
import io.sozu.protocol.command.ListWorkers;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.Status;
import io.sozu.protocol.command.WorkerInfo;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the workers' status each second: Sōzu sends no event when a worker is lost or wedged,
 * and holds some of its events back until any request comes. With a worker that does not answer, a
 * status takes Sōzu 10 s; meanwhile the main process's list is asked instead. Thread-safe.
 */
public final class WorkerWatch {
  /** Whom it works for. */
  public interface Observer {
    /** Whether to look now. */
    boolean looking();

    /** What changed since the last look; never empty. */
    void saw(List<SozuEvent> events);
  }

  private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

  private static final Request STATUS =
      Request.newBuilder().setStatus(Status.getDefaultInstance()).build();
  private static final Request LIST =
      Request.newBuilder().setListWorkers(ListWorkers.getDefaultInstance()).build();

  private final Wire wire;
  private final Observer observer;
  private final WorkerChanges changes = new WorkerChanges();
  private Steps.@Nullable Timer timer;
  private boolean statusAsked;
  private boolean listAsked;

  /** A list was taken after the status had been asked, so the status may be the older news. */
  private boolean listedMeanwhile;

  private boolean stopped;

  public WorkerWatch(Wire wire, Observer observer) {
    this.wire = wire;
    this.observer = observer;
  }

  /** Looks at once and then each second. */
  public synchronized void start() {
    timer = wire.steps().every(PERIOD, this::look);
  }

  /** Looks no more. */
  public synchronized void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void look() {
    if (!observer.looking()) {
      return;
    }
    Request request = next();
    if (request != null) {
      CompletableFuture<?> unused =
          wire.send(request, Deadline.in(wire.options().requestTimeout()))
              .whenComplete((answer, failure) -> answered(request, answer));
    }
  }

  /** The status, unless one is on its way; they would only wait behind each other. */
  private synchronized @Nullable Request next() {
    if (!statusAsked) {
      statusAsked = true;
      listedMeanwhile = false;
      return STATUS;
    }
    if (!listAsked) {
      listAsked = true;
      return LIST;
    }
    return null;
  }

  private void answered(Request request, @Nullable Response answer) {
    List<SozuEvent> events = seen(request.hasStatus(), answer);
    if (!events.isEmpty()) {
      observer.saw(events);
    }
  }

  private synchronized List<SozuEvent> seen(boolean status, @Nullable Response answer) {
    if (status) {
      statusAsked = false;
    } else {
      listAsked = false;
    }
    if (stopped || answer == null) {
      return List.of();
    }
    List<WorkerInfo> infos = answer.getContent().getWorkers().getVecList();
    if (!status) {
      listedMeanwhile = true;
      return changes.list(infos, Instant.now());
    }
    return listedMeanwhile
        ? changes.olderStatus(infos, Instant.now())
        : changes.status(infos, Instant.now());
  }
}
