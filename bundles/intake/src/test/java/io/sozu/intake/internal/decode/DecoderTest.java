package io.sozu.intake.internal.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.sozu.intake.TestMessage;
import io.sozu.protocol.command.Cluster;
import io.sozu.protocol.command.HardStop;
import io.sozu.protocol.command.HealthCheckConfig;
import io.sozu.protocol.command.HealthCheckMode;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.json.ProtobufJson;
import io.sozu.testkit.Requests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecoderTest {
  private static final String JSON = "application/json";
  private static final String STATE = "application/x-sozu-state";
  private static final Request ADD = Requests.addCluster("shop");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "application/x-protobuf",
        "Application/X-Protobuf; charset=x",
        "application/octet-stream"
      })
  void aRequestInProtobufIsRead(String contentType) {
    assertThat(decode(ADD.toByteArray(), contentType).requests()).containsExactly(ADD);
  }

  @Test
  void aRequestInJsonIsRead() {
    assertThat(decode(text(ProtobufJson.print(ADD)), JSON).requests()).containsExactly(ADD);
  }

  @Test
  void recordsAreReadInTheirOrder() {
    Request remove = Requests.removeCluster("shop");
    Decoded decoded = Decoder.decode(TestMessage.records("m", ADD, remove, ADD));
    assertThat(decoded.refusal()).isNull();
    assertThat(decoded.requests()).containsExactly(ADD, remove, ADD);
  }

  @Test
  void anUnknownContentTypeIsRefusedWithThoseThatAreKnown() {
    assertThat(reason(ADD.toByteArray(), "text/plain"))
        .isEqualTo(
            "content type text/plain is unknown; allowed are application/x-protobuf,"
                + " application/json, application/x-sozu-state");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", JSON, STATE})
  void anEmptyBodyIsRefused(String contentType) {
    assertThat(reason(new byte[0], contentType)).contains("the body is empty");
  }

  @Test
  void aRequestWithoutKindIsRefused() {
    assertThat(reason(text("{}"), JSON)).contains("asks for nothing");
    assertThat(reason(text("{\"id\":\"0\",\"content\":{}}\n\0"), STATE))
        .contains("asks for nothing");
  }

  @Test
  void aKindOfALaterSozuIsRefused() {
    byte[] body = Request.newBuilder().setUnknownFields(field(99, "x")).build().toByteArray();
    assertThat(reason(body, "")).contains("field 99 of Request is unknown");
    assertThat(reason(text("{\"addMoon\":{}}"), JSON)).contains("/addMoon").contains("unknown");
    assertThat(
            reason(
                text("{\"id\":\"0\",\"content\":{\"request_type\":{\"ADD_MOON\":{}}}}\n\0"), STATE))
        .contains("record 0")
        .contains("ADD_MOON")
        .contains("unknown variant");
  }

  @Test
  void anUnknownFieldIsRefusedHoweverDeepItIs() {
    HealthCheckConfig check =
        HealthCheckConfig.newBuilder()
            .setUri("/")
            .setInterval(10)
            .setTimeout(5)
            .setHealthyThreshold(3)
            .setUnhealthyThreshold(3)
            .setExpectedStatus(0)
            .setMode(HealthCheckMode.HEALTH_CHECK_MODE_HTTP)
            .setUnknownFields(field(77, "x"))
            .build();
    Cluster cluster = ADD.getAddCluster().toBuilder().setHealthCheck(check).build();
    byte[] body = Request.newBuilder().setAddCluster(cluster).build().toByteArray();
    assertThat(reason(body, "")).contains("field 77 of HealthCheckConfig is unknown");
    String json = ProtobufJson.print(ADD).replace("\"clusterId\"", "\"moon\":1,\"clusterId\"");
    assertThat(reason(text(json), JSON)).contains("/addCluster/moon").contains("unknown field");
    byte[] record = TestMessage.records("m", ADD).body();
    String known = new String(record, StandardCharsets.UTF_8);
    String more = known.replace("\"cluster_id\"", "\"moon\":1,\"cluster_id\"");
    assertThat(reason(text(more), STATE)).contains("record 0").contains("moon");
  }

  @Test
  void anUnknownValueOfAnEnumIsRefused() {
    byte[] body = ADD.toByteArray();
    // load_balancing, field 5, the last of the cluster.
    body[body.length - 1] = 99;
    assertThat(reason(body, "")).contains("load_balancing of Cluster has an unknown value");
  }

  @Test
  void aMissingFieldIsNamed() {
    byte[] body =
        Request.newBuilder()
            .setAddCluster(Cluster.newBuilder().setClusterId("shop").buildPartial())
            .buildPartial()
            .toByteArray();
    assertThat(reason(body, ""))
        .contains("required fields are missing")
        .contains("add_cluster.sticky_session");
    assertThat(reason(text("{\"addCluster\":{\"clusterId\":\"shop\"}}"), JSON))
        .contains("required fields are missing");
  }

  @Test
  void whatFollowsARequestIsRefused() {
    byte[] second = Requests.removeCluster("bank").toByteArray();
    byte[] first = ADD.toByteArray();
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    assertThat(reason(both, "")).contains("something follows the request");
    assertThat(reason(Arrays.copyOf(first, first.length + 3), ""))
        .contains("is no protobuf Request");
    assertThat(reason(text(ProtobufJson.print(ADD) + "{}"), JSON)).contains("something follows");
    byte[] record = TestMessage.records("m", ADD).body();
    assertThat(reason(Arrays.copyOf(record, record.length - 1), STATE))
        .contains("record 0")
        .contains("no zero byte follows");
  }

  @Test
  void oneBadRecordRefusesAllOfTheMessageAndIsNamed() {
    byte[] good = TestMessage.records("m", ADD).body();
    byte[] bad = Arrays.copyOf(good, 2 * good.length);
    System.arraycopy(good, 0, bad, good.length, good.length);
    bad[good.length] = 'x';
    assertThat(reason(bad, STATE)).contains("record 1 at byte " + good.length);
  }

  @Test
  void whatIsNoConfigurationIsOutOfScopeWhateverTheFormat() {
    Request stop = Request.newBuilder().setHardStop(HardStop.getDefaultInstance()).build();
    for (Decoded decoded :
        new Decoded[] {
          decode(stop.toByteArray(), ""), decode(text(ProtobufJson.print(stop)), JSON)
        }) {
      assertThat(decoded.refusal())
          .isEqualTo(
              new Refusal(
                  Refusal.Why.OUT_OF_SCOPE,
                  "HardStop is never accepted from a broker; allowed are changes of"
                      + " configuration"));
    }
    String record =
        new String(TestMessage.records("m", ADD).body(), StandardCharsets.UTF_8)
            + "{\"id\":\"1\",\"content\":{\"request_type\":{\"HARD_STOP\":{}}}}\n\0";
    assertThat(reason(text(record), STATE)).startsWith("record 1: HardStop is never accepted");
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    assertThat(reason(new byte[] {'{', (byte) 0xff, '}'}, JSON)).contains("UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", JSON, STATE})
  void garbageIsRefusedAndNeverThrown(String contentType) {
    Random random = new Random(4);
    for (int i = 0; i < 1_000; i++) {
      byte[] body = new byte[1 + random.nextInt(60)];
      random.nextBytes(body);
      Decoded decoded = decode(body, contentType);
      assertThat(decoded.refusal() == null).isEqualTo(!decoded.requests().isEmpty());
    }
    assertThat(decode(text("[".repeat(100_000)), contentType).refusal()).isNotNull();
  }

  @Test
  void aMutilatedRequestIsEitherRefusedOrWhollyUnderstood() {
    Random random = new Random(5);
    byte[] good = Requests.addBackend("shop", "b", 80).toByteArray();
    for (int i = 0; i < 5_000; i++) {
      byte[] body = good.clone();
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      Decoded decoded = decode(body, "");
      if (decoded.refusal() == null) {
        assertThat(decoded.requests()).hasSize(1);
        assertThat(decoded.requests().get(0).getUnknownFields().asMap()).isEmpty();
        assertThat(decoded.requests().get(0).isInitialized()).isTrue();
      }
    }
  }

  @Test
  void aReasonIsOneLineOfBoundedLength() {
    String reason = reason(text("{\"" + "x\\n".repeat(100_000) + "\":1}"), JSON);
    assertThat(reason).hasSizeLessThanOrEqualTo(Words.LONGEST).doesNotContain("\n");
  }

  private static Decoded decode(byte[] body, String contentType) {
    return Decoder.decode(TestMessage.of("m", body, contentType));
  }

  private static String reason(byte[] body, String contentType) {
    Refusal refusal = decode(body, contentType).refusal();
    assertThat(refusal).as("a refusal").isNotNull();
    return refusal == null ? "" : refusal.reason();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static UnknownFieldSet field(int number, String value) {
    return UnknownFieldSet.newBuilder()
        .addField(
            number,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(value))
                .build())
        .build();
  }
}
