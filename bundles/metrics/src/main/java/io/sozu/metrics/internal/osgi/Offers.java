package io.sozu.metrics.internal.osgi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.Servlet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our servlets at the HTTP whiteboard, offered anew when it has lost them. Pax Web 8.0.34 looks for
 * the context of a servlet before it takes the servlet into its list; when the default context
 * comes between the two, the servlet gets none ("No matching target context(s)") and nobody looks
 * again.
 *
 * <p>Thread-safe. The framework's events only make it look a little later, on its own thread: the
 * server's threads send them, and a look waits for these.
 */
final class Offers implements AutoCloseable {
  /** So often in a row: whoever loses them more often than that has another trouble. */
  static final int MOST = 6;

  private static final Logger LOG = LoggerFactory.getLogger(Offers.class);
  private static final String RUNTIMES =
      "(objectClass=org.osgi.service.http.runtime.HttpServiceRuntime)";

  /** So many pauses later it is looked again after a server that did not answer. */
  private static final int AFTER_FAILURE = 5;

  private static final Duration LAST_LOOK = Duration.ofSeconds(2);

  private final BundleContext context;
  private final Whiteboard whiteboard;
  private final Duration pause;
  private final ServiceListener listener = this::changed;
  private final ScheduledThreadPoolExecutor looker;
  private final AtomicBoolean due = new AtomicBoolean();
  private final AtomicInteger renewals = new AtomicInteger();

  /** Nobody looks before, on {@link System#nanoTime}. */
  private volatile long notBefore = System.nanoTime();

  /** Guarded by this. */
  private final List<Offer> offers = new ArrayList<>();

  private volatile String trouble = "";

  /**
   * None yet.
   *
   * @param pause how long after an event it is looked; doubled after each renewal
   */
  Offers(BundleContext context, Whiteboard whiteboard, Duration pause) {
    this.context = context;
    this.whiteboard = whiteboard;
    this.pause = pause;
    this.looker = new ScheduledThreadPoolExecutor(1, Offers::thread);
    looker.setKeepAliveTime(10, TimeUnit.SECONDS);
    looker.allowCoreThreadTimeOut(true);
    looker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    try {
      context.addServiceListener(listener, RUNTIMES);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e); // the filter is ours
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "sozu-all-metrics-servlets");
    thread.setDaemon(true);
    // Otherwise that of whoever caused the first look, for as long as it lives.
    thread.setContextClassLoader(null);
    return thread;
  }

  synchronized void offer(String name, Servlet servlet, String... patterns) {
    offers.add(new Offer(context, name, servlet, patterns));
    renewals.set(0);
    lookIn(pause);
  }

  synchronized void withdraw() {
    offers.forEach(Offer::withdraw);
    offers.clear();
    trouble = "";
  }

  /** Which servlets are not served and why, although they are offered; empty when all are. */
  String trouble() {
    return trouble;
  }

  private void changed(ServiceEvent event) {
    if (event.getType() == ServiceEvent.REGISTERED) {
      // Another server.
      renewals.set(0);
      notBefore = System.nanoTime();
    }
    lookIn(pause);
  }

  private void lookIn(Duration after) {
    if (due.compareAndSet(false, true)) {
      try {
        long wait = Math.max(after.toNanos(), notBefore - System.nanoTime());
        Future<?> unused = looker.schedule(this::lookNow, wait, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        return; // closed
      }
    }
  }

  private void lookNow() {
    due.set(false);
    Map<Long, Offer> services = new LinkedHashMap<>();
    synchronized (this) {
      offers.forEach(offer -> services.put(offer.service(), offer));
    }
    Map<Offer, Place> places = new LinkedHashMap<>();
    try {
      services.forEach(
          (service, offer) ->
              whiteboard.place(service).ifPresent(place -> places.put(offer, place)));
      judge(places);
    } catch (RuntimeException e) {
      // Such as a server that is just changing a context of its own, which may be when it loses us.
      LOG.debug("the servlets cannot be looked at", e);
      lookIn(pause.multipliedBy(AFTER_FAILURE));
    }
  }

  private synchronized void judge(Map<Offer, Place> places) {
    places.keySet().retainAll(offers); // others were withdrawn meanwhile
    List<Offer> lost =
        places.keySet().stream().filter(offer -> Place.LOST.equals(places.get(offer))).toList();
    List<String> concerns = new ArrayList<>();
    places.forEach(
        (offer, place) -> {
          if (place.state() == Place.State.REFUSED) {
            concerns.add(offer + " is not served: " + place.why());
          }
        });
    if (lost.isEmpty()) {
      renewals.set(0);
    } else if (renewals.get() < MOST) {
      int before = renewals.getAndIncrement();
      LOG.info("{}: lost by the HTTP whiteboard, registered anew", lost);
      lost.forEach(Offer::renew);
      Duration wait = pause.multipliedBy(2L << before);
      notBefore = System.nanoTime() + wait.toNanos();
      lookIn(wait);
    } else {
      lost.forEach(
          offer ->
              concerns.add(
                  offer + " is not served: the HTTP whiteboard lost it " + MOST + " times"));
    }
    tell(String.join("; ", concerns));
  }

  private void tell(String now) {
    if (!now.equals(trouble)) {
      if (now.isEmpty()) {
        LOG.info("all servlets are served");
      } else {
        LOG.warn("{}", now);
      }
      trouble = now;
    }
  }

  @Override
  public void close() {
    context.removeServiceListener(listener);
    looker.shutdownNow();
    withdraw();
    try {
      // It may need a class of ours; a server that never answers must not stop the bundle's end.
      if (!looker.awaitTermination(LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("the HTTP whiteboard still has not answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
