package io.sozu.itests.benchmarks;

import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A blocking socket for each caller. */
final class BareSubject implements Subject {
  static final String NAME = "bare socket";

  private static final int MAX_FRAME = 2_000_000;

  private final Path socket;
  private final List<Bare> connections = new ArrayList<>();

  BareSubject(Path socket) {
    this.socket = socket;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Run exchange(String kind, int count, int concurrency) throws Exception {
    while (connections.size() < concurrency) {
      connections.add(new Bare(socket, MAX_FRAME));
    }
    List<Callers.Caller> callers = new ArrayList<>();
    for (Bare connection : connections.subList(0, concurrency)) {
      callers.add(number -> check(connection.ask(Requests.of(kind, number))));
    }
    return Callers.run(callers, count);
  }

  static void check(Response answer) throws IOException {
    if (answer.getStatus() != ResponseStatus.OK) {
      throw new IOException("Sōzu answered " + answer);
    }
  }

  @Override
  public void close() throws IOException {
    for (Bare connection : connections) {
      connection.close();
    }
  }
}
