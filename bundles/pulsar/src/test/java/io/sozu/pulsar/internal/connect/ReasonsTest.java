package io.sozu.pulsar.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.pulsar.client.api.PulsarClientException;
import org.junit.jupiter.api.Test;

final class ReasonsTest {
  @Test
  void wrappersAreLeftOut() {
    Throwable refused = new ConnectException("Connection refused: broker/127.0.0.1:6650");
    Throwable wrapped =
        new IOException(
            new PulsarClientException(new ExecutionException(new CompletionException(refused))));
    assertThat(Reasons.of(wrapped)).isEqualTo("Connection refused: broker/127.0.0.1:6650");
  }

  @Test
  void aFailureThatSaysMoreThanItsCauseIsKept() {
    Throwable file = new NoSuchFileException("/run/token");
    Throwable named = new IOException("token.file=/run/token cannot be read: " + file, file);
    assertThat(Reasons.of(new CompletionException(named)))
        .isEqualTo(
            "token.file=/run/token cannot be read: java.nio.file.NoSuchFileException: /run/token");
  }

  @Test
  void aBrokersOwnWordsAreTakenOutOfTheirJson() {
    String json =
        "{\"errorMsg\":\"Namespace not found\",\"reqId\":12, \"remote\":\"/127.0.0.1:1\"}";
    assertThat(Reasons.of(new PulsarClientException.TopicDoesNotExistException(json)))
        .isEqualTo("topic or namespace is missing: Namespace not found");
  }

  @Test
  void theKindOfFailureIsTold() {
    assertThat(Reasons.of(new PulsarClientException.AuthenticationException("Failed")))
        .isEqualTo("the broker does not accept who we say we are: Failed");
    assertThat(
            Reasons.of(new IOException(new PulsarClientException.AuthorizationException("Not so"))))
        .isEqualTo("no permission: Not so");
    assertThat(Reasons.of(new IllegalStateException())).isEqualTo("IllegalStateException");
  }
}
