package io.sozu.rabbitmq.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.config.Secret;
import io.sozu.rabbitmq.RabbitMqOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "amqp://broker, broker, 5672, false, /, guest, guest",
    "amqps://broker, broker, 5671, true, /, guest, guest",
    "amqp://broker:7000/, broker, 7000, false, /, guest, guest",
    "amqp://me:secret@broker/shop, broker, 5672, false, shop, me, secret",
    "amqp://m%65:s%2Fx+y%40@broker/%2f, broker, 5672, false, /, me, s/x+y@",
    "amqp://broker/%2fa, broker, 5672, false, /a, guest, guest",
    "'amqp://[::1]:7000', ::1, 7000, false, /, guest, guest",
  })
  void aUriSaysWhereAndAsWhom(
      String uri, String host, int port, boolean tls, String vhost, String user, String password)
      throws IOException {
    assertThat(Endpoint.of(RabbitMqOptions.builder(uri).build()))
        .isEqualTo(new Endpoint(host, port, tls, vhost, user, password));
  }

  @Test
  void userAndPasswordOfTheirOwnCountMoreThanTheUris() throws IOException {
    RabbitMqOptions options =
        RabbitMqOptions.builder("amqp://me:secret@broker")
            .username("you")
            .password(Secret.of("password", "other"))
            .build();
    Endpoint endpoint = Endpoint.of(options);
    assertThat(endpoint.user()).isEqualTo("you");
    assertThat(endpoint.password()).isEqualTo("other");
  }

  @Test
  void aPasswordThatIsNotInItsPlaceIsTold() {
    RabbitMqOptions options =
        RabbitMqOptions.builder("amqp://broker")
            .password(Secret.inFile("password", Path.of("/no/such/file")))
            .build();
    assertThatThrownBy(() -> Endpoint.of(options))
        .hasMessageStartingWith("password.file=/no/such/file cannot be read");
    assertThat(Connections.target(options)).isEqualTo("broker");
  }

  @Test
  void itPrintsWithoutThePassword() throws IOException {
    RabbitMqOptions options = RabbitMqOptions.builder("amqp://me:secret@broker/shop").build();
    assertThat(Endpoint.of(options)).hasToString("amqp://me@broker:5672/shop");
  }
}
