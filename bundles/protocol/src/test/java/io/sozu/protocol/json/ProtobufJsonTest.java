package io.sozu.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.sozu.protocol.command.HealthCheckHeaderValue;
import io.sozu.protocol.command.LoadBalancingAlgorithms;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Uint128;
import org.junit.jupiter.api.Test;

final class ProtobufJsonTest {
  private static final String CLUSTER =
      "{\"addCluster\":{\"clusterId\":\"a\",\"stickySession\":true,\"httpsRedirect\":false,"
          + "\"loadBalancing\":\"LEAST_LOADED\",\"maxConnectionsPerIp\":\"18446744073709551615\"}}";

  @Test
  void aRequestIsReadAndPrintedInProtobufsMapping() throws ProtobufJsonException {
    Request request = ProtobufJson.parse(CLUSTER);
    assertThat(request.getAddCluster().getLoadBalancing())
        .isEqualTo(LoadBalancingAlgorithms.LEAST_LOADED);
    assertThat(request.getAddCluster().getMaxConnectionsPerIp()).isEqualTo(-1);
    assertThat(ProtobufJson.print(request)).isEqualTo(CLUSTER);
  }

  @Test
  void protoNamesNumbersAndNullsAreReadToo() throws ProtobufJsonException {
    String json =
        """
        {"add_cluster": {"cluster_id": "a", "sticky_session": true, "https_redirect": false,
         "load_balancing": 2, "max_connections_per_ip": 1.8446744073709551615e19, "udp": null}}
        """;
    assertThat(ProtobufJson.parse(json)).isEqualTo(ProtobufJson.parse(CLUSTER));
  }

  @Test
  void bytesAreBase64InEitherAlphabet() throws ProtobufJsonException {
    ByteString bytes = ByteString.copyFrom(new byte[] {-1, -2, 63, 0});
    for (String text : new String[] {"//4/AA==", "__4_AA", "//4/AA"}) {
      HealthCheckHeaderValue.Builder value = HealthCheckHeaderValue.newBuilder();
      ProtobufJson.merge("{\"name\":\"n\",\"value\":\"" + text + "\"}", value);
      assertThat(value.getValue()).isEqualTo(bytes);
    }
    assertThat(
            ProtobufJson.print(
                HealthCheckHeaderValue.newBuilder().setName("n").setValue(bytes).build()))
        .isEqualTo("{\"name\":\"n\",\"value\":\"//4/AA==\"}");
  }

  @Test
  void anUnknownFieldIsToldWithItsPathAndWhatIsAllowed() {
    assertFails(CLUSTER.replace("stickySession", "stickySesion"))
        .hasMessageContaining("/addCluster/stickySesion: unknown field; allowed are")
        .hasMessageContaining("sticky_session");
    assertFails("{\"nothing\":1}").hasMessageContaining("/nothing: unknown field");
  }

  @Test
  void aValueThatDoesNotFitIsToldWithItsPath() {
    assertFails(CLUSTER.replace("LEAST_LOADED", "LEAST"))
        .hasMessageContaining("/addCluster/loadBalancing: is no LoadBalancingAlgorithms")
        .hasMessageContaining("ROUND_ROBIN (0), RANDOM (1)");
    assertFails(CLUSTER.replace("18446744073709551615", "18446744073709551616"))
        .hasMessageContaining("maxConnectionsPerIp: must be a whole number from 0 to 1844674407");
    assertFails(CLUSTER.replace("18446744073709551615", "1e999999999"))
        .hasMessageContaining("maxConnectionsPerIp: must be a whole number");
    assertFails(CLUSTER.replace("\"stickySession\":true", "\"stickySession\":1"))
        .hasMessageContaining("/addCluster/stickySession: must be true or false");
    assertFails("{\"addCluster\":[]}").hasMessageContaining("/addCluster: must be an object");
  }

  @Test
  void whatIsMissingTwiceOrTooMuchIsTold() {
    assertFails("{\"addCluster\":{\"clusterId\":\"a\"}}")
        .hasMessageContaining("required fields are missing: add_cluster.sticky_session");
    assertFails(CLUSTER.replace("\"clusterId\"", "\"clusterId\":\"b\",\"cluster_id\""))
        .hasMessageContaining("is there twice");
    assertFails("{\"removeCluster\":\"a\",\"launchWorker\":\"b\"}")
        .hasMessageContaining("/launchWorker: is there twice, or excludes");
    assertFails(CLUSTER + "{}").hasMessageContaining("something follows");
    assertFails(CLUSTER.substring(1)).hasMessageContaining("must be an object");
    assertFails("{\"addCluster\":")
        .hasMessageContaining("is not JSON")
        .hasMessageContaining("line 1");
    assertFails("").hasMessageContaining("must be an object, not nothing");
  }

  @Test
  void largeNumbersAreUnsignedTexts() {
    assertThat(ProtobufJson.print(Uint128.newBuilder().setLow(-1).setHigh(2).build()))
        .isEqualTo("{\"low\":\"18446744073709551615\",\"high\":\"2\"}");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      String json) {
    return assertThatThrownBy(() -> ProtobufJson.parse(json))
        .isInstanceOf(ProtobufJsonException.class);
  }
}
