package io.sozu.itests.benchmarks;

import java.io.IOException;

/** Somebody who sends requests. */
interface Subject extends AutoCloseable {
  String name();

  /** Sends {@code count} requests, {@code concurrency} at a time, each caller one by one. */
  Run exchange(String kind, int count, int concurrency) throws Exception;

  @Override
  void close() throws IOException;
}
