package io.sozu.metrics.internal.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sozu.testkit.ServiceRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceRegistration;

/** Servlets at a whiteboard that loses or refuses some. */
final class OffersTest {
  private static final String METRICS = "/metrics";
  private static final String LIVE = "/live";
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final ServiceRegistry registry = new ServiceRegistry();

  /** Servers that may go, which makes it look. */
  private final Deque<ServiceRegistration<?>> servers =
      new ArrayDeque<>(List.of(server(), server()));

  private final Map<String, Integer> losses = new ConcurrentHashMap<>();
  private final Map<String, Place> refused = new ConcurrentHashMap<>();
  private final AtomicInteger looks = new AtomicInteger();

  /** So often a server does not answer. */
  private final AtomicInteger failures = new AtomicInteger();

  private final Offers offers = new Offers(registry.context(), this::place, PAUSE);

  @AfterEach
  void close() {
    offers.close();
    assertThat(registry.of(Servlet.class)).isEmpty();
  }

  @Test
  void whatIsServedIsLeftAlone() {
    long metrics = offer(METRICS);
    look();
    assertThat(id(METRICS)).isEqualTo(metrics);
    assertThat(offers.trouble()).isEmpty();
  }

  @Test
  void whatIsLostIsOfferedAnewAndItsNeighbourIsNot() {
    losses.put(METRICS, 1);
    long metrics = offer(METRICS);
    long live = offer(LIVE);
    await().until(() -> id(METRICS) > metrics);
    long renewed = id(METRICS);
    look();
    assertThat(id(METRICS)).isEqualTo(renewed);
    assertThat(id(LIVE)).isEqualTo(live);
    assertThat(offers.trouble()).isEmpty();
  }

  @Test
  void aServerThatDoesNotAnswerIsAskedAgain() {
    failures.set(3);
    losses.put(METRICS, 1);
    long metrics = offer(METRICS);
    await().until(() -> id(METRICS) > metrics);
    assertThat(failures).hasValue(0);
  }

  @Test
  void whatIsLostAgainAndAgainIsToldAndLeftAloneUntilAnotherServerComes() {
    losses.put(METRICS, Integer.MAX_VALUE);
    long first = offer(METRICS);
    await().until(() -> !offers.trouble().isEmpty());
    assertThat(offers.trouble())
        .isEqualTo("of /metrics (/metrics) is not served: the HTTP whiteboard lost it 6 times");
    long last = id(METRICS);
    assertThat(last - first).as("so many others came").isEqualTo(Offers.MOST);
    look();
    assertThat(id(METRICS)).isEqualTo(last);

    losses.put(METRICS, 1);
    server();
    await().until(() -> offers.trouble().isEmpty());
    assertThat(id(METRICS)).isGreaterThan(last);
  }

  @Test
  void whatIsRefusedIsToldAndLeftAlone() {
    refused.put(METRICS, Place.refused("another servlet has its path"));
    long metrics = offer(METRICS);
    await().until(() -> !offers.trouble().isEmpty());
    assertThat(offers.trouble())
        .isEqualTo("of /metrics (/metrics) is not served: another servlet has its path");
    refused.clear();
    server();
    await().until(() -> offers.trouble().isEmpty());
    assertThat(id(METRICS)).isEqualTo(metrics);
  }

  @Test
  void whatIsWithdrawnIsNoTroubleAnyMore() {
    refused.put(METRICS, Place.refused("another servlet has its path"));
    offer(METRICS);
    await().until(() -> !offers.trouble().isEmpty());
    offers.withdraw();
    assertThat(offers.trouble()).isEmpty();
    assertThat(registry.of(Servlet.class)).isEmpty();
  }

  @Test
  void nobodyLooksAfterTheEnd() {
    offer(METRICS);
    offers.close();
    int before = looks.get();
    server();
    await().during(Duration.ofMillis(100)).until(() -> looks.get() == before);
  }

  private long offer(String pattern) {
    offers.offer("of " + pattern, new HttpServlet() {}, pattern);
    return id(pattern);
  }

  private long id(String pattern) {
    return registry.of(Servlet.class).stream()
        .filter(servlet -> pattern(servlet).equals(pattern))
        .map(OffersTest::id)
        .findFirst()
        .orElse(-1L); // while it is offered anew
  }

  private static long id(ServiceRegistry.Entry servlet) {
    return (long) servlet.properties().get("service.id");
  }

  private static String pattern(ServiceRegistry.Entry servlet) {
    return ((String[]) servlet.properties().get("osgi.http.whiteboard.servlet.pattern"))[0];
  }

  /** Makes it look twice: when it has begun the second time, the first is over. */
  private void look() {
    for (int i = 0; i < 2; i++) {
      int all = looks.get() + registry.of(Servlet.class).size();
      servers.pop().unregister();
      await().until(() -> looks.get() >= all);
    }
  }

  private ServiceRegistration<?> server() {
    return new ServletRuntime().register(registry.context());
  }

  private Optional<Place> place(long service) {
    looks.incrementAndGet();
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("a context is just going");
    }
    return registry.of(Servlet.class).stream()
        .filter(servlet -> id(servlet) == service)
        .map(servlet -> place(pattern(servlet)))
        .findFirst();
  }

  private Place place(String pattern) {
    return losses.merge(pattern, -1, Integer::sum) >= 0
        ? Place.LOST
        : refused.getOrDefault(pattern, Place.SERVED);
  }
}
