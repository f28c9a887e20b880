/** A Sōzu for tests, real or simulated, and the contracts that clients are held to. */
module io.sozu.testkit {
  requires transitive io.sozu.client.api;
  requires static transitive org.junit.jupiter.api;
  requires static transitive org.assertj.core;
  requires static transitive osgi.core;
  requires static org.jspecify;
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;

  exports io.sozu.testkit;
  exports io.sozu.testkit.contract;
}
