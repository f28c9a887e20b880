package io.sozu.testkit.internal.sim;

import io.sozu.protocol.command.Event;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseContent;
import io.sozu.protocol.command.ResponseStatus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is told of events. What the main process tells at the end of a task it keeps back until any
 * client asks for something.
 */
final class EventBoard {
  private final Set<ClientSession> subscribers = new LinkedHashSet<>();
  private final List<Event> held = new ArrayList<>();

  void subscribe(ClientSession session) {
    subscribers.add(session);
  }

  void forget(ClientSession session) {
    subscribers.remove(session);
  }

  int subscribers() {
    return subscribers.size();
  }

  /** Tells an event at once. */
  void tell(String source, Event event) {
    Response response =
        Response.newBuilder()
            .setStatus(ResponseStatus.PROCESSING)
            .setMessage(source)
            .setContent(ResponseContent.newBuilder().setEvent(event))
            .build();
    List.copyOf(subscribers).forEach(session -> session.write(response));
  }

  void tellMain(Event event) {
    tell("main", event);
  }

  /** Keeps an event of the main process back. */
  void hold(Event event) {
    held.add(event);
  }

  /** Some client asks for something. */
  void release() {
    List<Event> now = List.copyOf(held);
    held.clear();
    now.forEach(this::tellMain);
  }
}
