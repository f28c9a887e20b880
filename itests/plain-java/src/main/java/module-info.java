/** A program that embeds client and collector; the whole of it is in the README. */
module io.sozu.example {
  requires io.sozu.client.api;
  requires io.sozu.metrics;
}
