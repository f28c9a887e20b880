package io.sozu.rabbitmq.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

final class ReasonsTest {
  private static final Method NO_EXCHANGE =
      new AMQP.Channel.Close.Builder().replyCode(404).replyText("NOT_FOUND - no exchange").build();
  private static final Method FORCED =
      new AMQP.Connection.Close.Builder().replyCode(320).replyText("CONNECTION_FORCED").build();

  @Test
  void theBrokersWordsAreFoundBehindWhateverWasThrown() {
    ShutdownSignalException signal = new ShutdownSignalException(false, false, NO_EXCHANGE, null);
    assertThat(Reasons.of(new IOException(signal)))
        .isEqualTo("the broker says NOT_FOUND - no exchange");
    assertThat(Reasons.of(new AlreadyClosedException(signal)))
        .isEqualTo("the broker says NOT_FOUND - no exchange");
    assertThat(Reasons.of(new ShutdownSignalException(true, false, FORCED, null)))
        .isEqualTo("the broker closed the connection: CONNECTION_FORCED");
    assertThat(Reasons.of(new ShutdownSignalException(true, true, FORCED, null)))
        .isEqualTo("the connection is closed");
  }

  @Test
  void theNetworksWordsAreToldForPeople() {
    ShutdownSignalException broken = new ShutdownSignalException(true, false, null, null);
    broken.initCause(new EOFException());
    assertThat(Reasons.of(broken)).isEqualTo("the connection broke: EOFException");
    assertThat(Reasons.of(new ConnectException("Connection refused")))
        .isEqualTo("no connection: Connection refused");
    assertThat(Reasons.of(new TimeoutException())).isEqualTo("no connection: TimeoutException");
    assertThat(Reasons.of(new UnknownHostException("nowhere"))).isEqualTo("unknown host nowhere");
    assertThat(Reasons.of(new SSLHandshakeException("No name matching")))
        .isEqualTo("TLS failed: No name matching");
    assertThat(Reasons.of(new AuthenticationFailureException("ACCESS_REFUSED")))
        .isEqualTo("the broker refuses the user or its password");
    assertThat(Reasons.of(new IOException("password.file=x is empty")))
        .isEqualTo("password.file=x is empty");
  }
}
