package io.sozu.protocol.state;

import io.sozu.protocol.command.Request;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** Placeholder of the step that follows. */
public final class StateFileWriter implements Closeable {
  private final OutputStream out;

  public StateFileWriter(OutputStream out) {
    this.out = out;
  }

  public void write(Request request) throws IOException {
    request.writeDelimitedTo(out);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
