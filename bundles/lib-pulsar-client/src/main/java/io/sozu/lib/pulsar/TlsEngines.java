package io.sozu.lib.pulsar;

import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.apache.pulsar.common.util.PulsarSslConfiguration;
import org.apache.pulsar.common.util.PulsarSslFactory;
import org.apache.pulsar.shade.io.netty.buffer.ByteBufAllocator;
import org.apache.pulsar.shade.io.netty.handler.ssl.ClientAuth;
import org.apache.pulsar.shade.io.netty.handler.ssl.IdentityCipherSuiteFilter;
import org.apache.pulsar.shade.io.netty.handler.ssl.JdkSslContext;
import org.apache.pulsar.shade.io.netty.handler.ssl.SslContext;

/**
 * Lets the owner of a Pulsar client make its TLS connections, with the JDK alone: what Pulsar has
 * for that does not even load without BouncyCastle.
 *
 * <p>It is Pulsar that makes these, by the name of the class and with one text as parameter, so the
 * text is the id of a maker that was registered before. The client must leave the check of the host
 * name to the maker, because its own needs BouncyCastle too.
 */
public final class TlsEngines implements PulsarSslFactory {
  private static final Map<String, Maker> MAKERS = new ConcurrentHashMap<>();

  /** Makes TLS connections. Called by Pulsar's threads. */
  @FunctionalInterface
  public interface Maker {
    /**
     * The engine of one connection as a client.
     *
     * @throws Exception if there can be no TLS; the connection fails with it
     */
    SSLEngine engine(String host, int port) throws Exception;
  }

  private String id = "";

  /** For Pulsar. */
  public TlsEngines() {}

  /**
   * Registers a maker.
   *
   * @return its id: the parameter of this factory, to be given back with {@link #unregister}
   */
  public static String register(Maker maker) {
    String id = UUID.randomUUID().toString();
    MAKERS.put(id, maker);
    return id;
  }

  /** Forgets a maker. */
  public static void unregister(String id) {
    MAKERS.remove(id);
  }

  @Override
  public void initialize(PulsarSslConfiguration configuration) {
    id = configuration.getTlsCustomParams();
  }

  @Override
  public SSLEngine createClientSslEngine(ByteBufAllocator allocator, String host, int port) {
    Maker maker = MAKERS.get(id);
    if (maker == null) {
      throw new IllegalStateException("the client of this connection is closed");
    }
    try {
      return maker.engine(host, port);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public SSLEngine createServerSslEngine(ByteBufAllocator allocator) {
    throw new UnsupportedOperationException("for clients only");
  }

  /** The maker decides for each connection. */
  @Override
  public boolean needsUpdate() {
    return false;
  }

  @Override
  public void createInternalSslContext() {}

  /** Asked for to see that there is one. */
  @Override
  public SSLContext getInternalSslContext() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asked for to see that there is one. */
  @Override
  public SslContext getInternalNettySslContext() {
    return new JdkSslContext(
        getInternalSslContext(),
        true,
        null,
        IdentityCipherSuiteFilter.INSTANCE,
        null,
        ClientAuth.NONE,
        null,
        false);
  }

  @Override
  public void close() {}
}
