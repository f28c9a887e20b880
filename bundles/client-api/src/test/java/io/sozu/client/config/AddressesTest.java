package io.sozu.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.protocol.command.IpAddress;
import io.sozu.protocol.command.SocketAddress;
import io.sozu.protocol.command.Uint128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressesTest {
  @Test
  void whatSozuSendsIsWrittenAsPeopleDo() {
    IpAddress v4 = IpAddress.newBuilder().setV4(0xff000001).build();
    IpAddress v6 =
        IpAddress.newBuilder()
            .setV6(Uint128.newBuilder().setHigh(0x20010db800000001L).setLow(0xf000000000000000L))
            .build();
    assertThat(Addresses.text(SocketAddress.newBuilder().setIp(v4).setPort(443).build()))
        .isEqualTo("255.0.0.1:443");
    assertThat(Addresses.text(SocketAddress.newBuilder().setIp(v6).setPort(8443).build()))
        .isEqualTo("[2001:db8:0:1:f000::]:8443");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0:443, 0.0.0.0:443",
    "[::1]:443, [::1]:443",
    "[::]:443, [::]:443",
    "[0:0:0:0:0:0:0:1]:0443, [::1]:443",
    "[2001:DB8:0:0:1:0:0:1]:1, [2001:db8::1:0:0:1]:1",
    "[1:0:2:0:3:0:4:0]:65535, [1:0:2:0:3:0:4:0]:65535",
    "[::ffff:10.0.0.1]:443, [::ffff:a00:1]:443",
  })
  void oneAddressHasOneForm(String written, String normal) {
    assertThat(Addresses.normal("listeners", written)).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::1:443", "localhost:443", "0.0.0.0", "256.0.0.1:443", "0.0.0.0:0", "0.0.0.0:65536",
        "[::1]", "[localhost]:443", "[1::2::3]:443", "[::1%eth0]:443", "1.2.3:443", ""
      })
  void whatIsNoAddressIsNamed(String text) {
    assertThatThrownBy(() -> Addresses.normal("listeners", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("listeners=" + text + ": must be an IP address and a port");
  }
}
