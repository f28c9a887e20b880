package io.sozu.rabbitmq.internal.connect;

import java.util.concurrent.ThreadFactory;

/**
 * Threads of ours, all of one name: daemons that keep no class loader of their creator.
 *
 * @param name of each
 */
public record Threads(String name) implements ThreadFactory {
  @Override
  public Thread newThread(Runnable task) {
    // Set when it runs: the client gives its threads names of its own before it starts them.
    Thread thread = new Thread(() -> named(task), name);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }

  private void named(Runnable task) {
    Thread.currentThread().setName(name);
    task.run();
  }
}
