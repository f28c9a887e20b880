package io.sozu.protocol.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.protocol.RandomMessages;
import io.sozu.protocol.command.AddBackend;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.IpAddress;
import io.sozu.protocol.command.PathRule;
import io.sozu.protocol.command.PathRuleKind;
import io.sozu.protocol.command.QueryMetricsOptions;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Request.RequestTypeCase;
import io.sozu.protocol.command.RequestHttpFrontend;
import io.sozu.protocol.command.RulePosition;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.protocol.command.Uint128;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StateFileTest {
  private static final SocketAddress LOCAL =
      SocketAddress.newBuilder()
          .setIp(IpAddress.newBuilder().setV4(0x7f000001))
          .setPort(8080)
          .build();

  @Test
  void recordsLookAsSozuWritesThem() throws IOException {
    Request frontend =
        Request.newBuilder()
            .setAddHttpFrontend(
                RequestHttpFrontend.newBuilder()
                    .setClusterId("a")
                    .setAddress(LOCAL)
                    .setHostname("é.example")
                    .setPosition(RulePosition.TREE)
                    .setPath(PathRule.newBuilder().setKind(PathRuleKind.EQUALS).setValue("/\"x")))
            .build();
    // Sōzu 2.3.3 demands tags of a frontend even when there are none.
    assertThat(text(frontend, remove("b")))
        .isEqualTo(
            """
            {"id":"0","content":{"request_type":{"ADD_HTTP_FRONTEND":{"cluster_id":"a",\
            "address":{"ip":{"inner":{"V4":2130706433}},"port":8080},"hostname":"é.example",\
            "path":{"kind":2,"value":"/\\"x"},"position":2,"tags":{},"headers":[],\
            "header_predicates":[]}}}}
            \0{"id":"1","content":{"request_type":{"REMOVE_CLUSTER":"b"}}}
            \0""");
  }

  @Test
  void bothHalvesOfAnIpv6AddressAreUnsigned() throws IOException {
    Request request =
        Request.newBuilder()
            .setAddBackend(
                AddBackend.newBuilder()
                    .setClusterId("a")
                    .setBackendId("b")
                    .setAddress(
                        SocketAddress.newBuilder()
                            .setPort(1)
                            .setIp(
                                IpAddress.newBuilder()
                                    .setV6(Uint128.newBuilder().setLow(1).setHigh(-1)))))
            .build();
    assertThat(text(request)).contains("{\"V6\":{\"low\":1,\"high\":18446744073709551615}}");
    assertThat(read(text(request))).containsExactly(request);
  }

  @Test
  void everyKindOfConfigurationComesBackInAnySplitOfBytes() throws IOException {
    RandomMessages random = new RandomMessages(3);
    List<Request> written = new ArrayList<>();
    while (written.size() < 3000) {
      Request request = random.fill(Request.newBuilder()).build();
      if (RecordKinds.CONFIGURATION.contains(request.getRequestTypeCase())) {
        written.add(request);
      }
    }
    assertThat(written.stream().map(Request::getRequestTypeCase).distinct())
        .containsExactlyInAnyOrderElementsOf(RecordKinds.CONFIGURATION);
    byte[] file = file(written.toArray(Request[]::new));
    StateFileReader reader = new StateFileReader(new Trickle(file, 5));
    assertThat(all(reader)).isEqualTo(written);
    assertThat(reader.records()).isEqualTo(written.size());
    assertThat(reader.bytes()).isEqualTo(file.length);
  }

  @Test
  void aRecordLargerThanAllBuffersIsWrittenAndRead() throws IOException {
    Request huge = cluster("x".repeat(5_000_000));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (StateFileWriter writer = new StateFileWriter(out, Integer.MAX_VALUE)) {
      writer.write(cluster("before"));
      writer.write(huge);
      writer.write(cluster("after"));
      assertThat(writer.records()).isEqualTo(3);
      assertThat(writer.bytes()).isGreaterThan(5_000_000);
      writer.flush();
      assertThat(writer.bytes()).isEqualTo(out.size());
    }
    assertThat(all(new StateFileReader(new ByteArrayInputStream(out.toByteArray()))))
        .containsExactly(cluster("before"), huge, cluster("after"));
  }

  @Test
  void onlyWantedKindsAreRead() throws IOException {
    String file =
        """
        {"id":"0","content":{"request_type":{"REMOVE_CLUSTER":"a"}}}
        \0{"id":"1","content":{"request_type":{"ADD_BACKEND":{"this":"is skipped unread"}}}}
        \0{"content":{"later":[{}],"request_type":{"ADD_OF_A_LATER_SOZU":{}}},"id":"2"}
        \0{"content":{"request_type":{"REMOVE_CLUSTER":"b"}},"id":"3"}
        \0""";
    StateFileReader reader = new StateFileReader(stream(file));
    EnumSet<RequestTypeCase> wanted = EnumSet.of(RequestTypeCase.REMOVE_CLUSTER);
    assertThat(reader.next(wanted)).isEqualTo(remove("a"));
    assertThat(reader.next(wanted)).isEqualTo(remove("b"));
    assertThat(reader.next(wanted)).isNull();
    assertThat(reader.records()).isEqualTo(4);
  }

  @Test
  void unknownFieldsAndNullsAreIgnoredAndOlderRecordsCompleted() throws IOException {
    // HealthCheckConfig.mode is younger than the format: Sōzu 2.1.0 does not write it.
    String file =
        """
        {"id":"0","new":{"x":[1]},"content":{"request_type":{"SET_HEALTH_CHECK":{"cluster_id":"a",\
        "later":[{"y":null}],"config":{"uri":"/","interval":1,"timeout":2,"healthy_threshold":3,\
        "unhealthy_threshold":4,"expected_status":0,"port":null}}}}}
        \0""";
    Request request = read(file).get(0);
    assertThat(request.getSetHealthCheck().getConfig().hasMode()).isTrue();
    assertThat(request.getSetHealthCheck().getConfig().hasPort()).isFalse();
  }

  @Test
  void aWrongRecordIsToldWithNumberAndPlaceAndTheNextOneIsRead() throws IOException {
    String good = "{\"id\":\"0\",\"content\":{\"request_type\":{\"REMOVE_CLUSTER\":\"a\"}}}\n\0";
    StateFileReader reader =
        new StateFileReader(
            stream(
                good
                    + good.replace("\"a\"", "7")
                    + good.replace("REMOVE_CLUSTER", "REMOVE_CLUSTERS")
                    + good.replace("}}}", "}")
                    + "\0"
                    + good.replace("\"a\"", "\"a\",\"ADD_CLUSTER\":{}")
                    + good));
    assertThat(reader.next()).isEqualTo(remove("a"));
    assertFails(reader, "record 1 at byte " + good.length(), "REMOVE_CLUSTER", "must be a string");
    assertFails(reader, "record 2", "unknown variant", "ACTIVATE_LISTENER, ADD_BACKEND");
    assertFails(reader, "record 3", "is not JSON", "line 2");
    assertFails(reader, "record 4", "must be an object");
    assertFails(reader, "record 5", "a second variant");
    assertThat(reader.next()).isEqualTo(remove("a"));
    assertThat(reader.next()).isNull();
  }

  @Test
  void aFileThatEndsWithinARecordIsToldOnce() throws IOException {
    String good = "{\"id\":\"0\",\"content\":{\"request_type\":{\"REMOVE_CLUSTER\":\"a\"}}}\n\0";
    StateFileReader reader = new StateFileReader(stream(good + good.substring(0, 20)));
    assertThat(reader.next()).isNotNull();
    assertFails(reader, "record 1", "ends within it");
    assertThat(reader.next()).isNull();
    assertThat(read("")).isEmpty();
    assertThat(read(good + "\n")).hasSize(1);
  }

  @Test
  void whatCannotBeARecordIsRefusedAndLeavesNoTrace() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (StateFileWriter writer = new StateFileWriter(out)) {
      writer.write(remove("a"));
      assertRefused(writer, Request.getDefaultInstance(), "is no configuration");
      assertRefused(
          writer,
          Request.newBuilder()
              .setQueryMetrics(
                  QueryMetricsOptions.newBuilder()
                      .setList(false)
                      .setNoClusters(false)
                      .setWorkers(false))
              .build(),
          "QUERY_METRICS is no configuration");
      assertRefused(
          writer,
          Request.newBuilder().setAddCluster(Cluster.newBuilder().buildPartial()).buildPartial(),
          "add_cluster.cluster_id");
      assertRefused(writer, remove("x".repeat(StateFileWriter.SAFE_RECORD)), "allowed are 200000");
      assertRefused(
          writer,
          Request.parseFrom(
              new byte[] {106, 12, 10, 1, 'a', 16, 0, 24, 0, 40, 0, (byte) 0xa0, 6, 1}),
          "fields without a name here");
      writer.write(remove("b"));
      assertThat(writer.records()).isEqualTo(2);
    }
    assertThat(read(out.toString(StandardCharsets.UTF_8)))
        .containsExactly(remove("a"), remove("b"));
  }

  private static void assertFails(StateFileReader reader, String... parts) {
    assertThatThrownBy(reader::next)
        .isInstanceOf(StateFileException.class)
        .hasMessageContainingAll(parts);
  }

  private static void assertRefused(StateFileWriter writer, Request request, String reason) {
    assertThatThrownBy(() -> writer.write(request))
        .isInstanceOf(StateFileException.class)
        .hasMessageContaining("record 1")
        .hasMessageContaining(reason);
  }

  private static Request remove(String id) {
    return Request.newBuilder().setRemoveCluster(id).build();
  }

  private static Request cluster(String id) {
    return Request.newBuilder()
        .setAddCluster(
            Cluster.newBuilder()
                .setClusterId(id)
                .setStickySession(false)
                .setHttpsRedirect(false)
                .setLoadBalancing(io.sozu.protocol.command.LoadBalancingAlgorithms.RANDOM))
        .build();
  }

  private static String text(Request... requests) throws IOException {
    return new String(file(requests), StandardCharsets.UTF_8);
  }

  private static byte[] file(Request... requests) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (StateFileWriter writer = new StateFileWriter(out)) {
      for (Request request : requests) {
        writer.write(request);
      }
    }
    return out.toByteArray();
  }

  private static List<Request> read(String file) throws IOException {
    return all(new StateFileReader(stream(file)));
  }

  private static List<Request> all(StateFileReader reader) throws IOException {
    List<Request> requests = new ArrayList<>();
    for (Request r = reader.next(); r != null; r = reader.next()) {
      requests.add(r);
    }
    reader.close();
    return requests;
  }

  private static InputStream stream(String file) {
    return new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8));
  }

  /** Gives a few bytes at a time. */
  private static final class Trickle extends ByteArrayInputStream {
    private final Random random;

    Trickle(byte[] bytes, long seed) {
      super(bytes);
      random = new Random(seed);
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      return super.read(target, offset, Math.min(length, 1 + random.nextInt(700)));
    }
  }
}
