package io.sozu.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.config.Secret;
import io.sozu.intake.IntakeOptions;
import io.sozu.intake.TlsOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RabbitMqOptionsTest {
  private static final String URI = "amqp://broker";

  @Test
  void passwordsAreNotPrinted() {
    RabbitMqOptions options =
        RabbitMqOptions.builder("amqp://me:s3cr@t@broker/vhost".replace("r@t", "r%40t"))
            .password(Secret.of("password", "0ther"))
            .build();
    assertThat(options.toString())
        .contains("//<hidden>@broker/vhost", "password=<hidden>")
        .doesNotContain("s3cr", "0ther");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://broker | uri=http://broker: must be amqp://host:port/vhost",
        "broker:5672 | uri=broker:5672: must be amqp://",
        "amqp:///vhost | uri=amqp:///vhost: must be amqp://",
        "amqp://broker/a/b | uri=amqp://broker/a/b: must be amqp://host:port/vhost or"
            + " amqps://host:port/vhost, a slash in a vhost's name being %2f",
        "amqp://me:s3cret@bro ker | uri=amqp://<hidden>@bro ker: must be",
        "amqp://me:s3@cret@broker | uri=amqp://<hidden>@broker: must be",
      })
  void aWrongUriIsToldWithoutItsPassword(String uri, String message) {
    assertThatThrownBy(() -> RabbitMqOptions.builder(uri).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("s3");
  }

  @Test
  void aWrongValueIsNamedWithWhatIsAllowed() {
    refused(builder -> builder.exchange(" "), "exchange= : must be a name");
    refused(builder -> builder.queue("q".repeat(256)), "at most 255 bytes");
    refused(builder -> builder.prefetch(0), "prefetch=0: must be from 1 to 65535");
    refused(builder -> builder.routingKeys(List.of()), "routing.keys=[]: must be at least one");
    refused(
        builder -> builder.exchange("a").deadLetterExchange("a"),
        "dead.letter.exchange=a: must be another one than exchange");
    refused(
        builder -> builder.exchange("a").replies("a"),
        "replies=a: must be another one than exchange");
    refused(
        builder -> builder.tls(TlsOptions.defaults().withTrust(Path.of("ca.pem"))),
        "uri=amqp://broker: must be amqps:// for the keys that begin with tls.");
  }

  @Test
  void onlyWhatTheIntakeNeedsMayDifferForTheSameBroker() {
    RabbitMqOptions options = RabbitMqOptions.builder(URI).build();
    IntakeOptions paused = IntakeOptions.builder().paused(true).build();
    assertThat(options.sameBroker(RabbitMqOptions.builder(URI).intake(paused).build())).isTrue();
    assertThat(options.sameBroker(RabbitMqOptions.builder(URI).queue("other").build())).isFalse();
  }

  private static void refused(UnaryOperator<RabbitMqOptions.Builder> change, String message) {
    assertThatThrownBy(() -> change.apply(RabbitMqOptions.builder(URI)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
