package io.sozu.itests.benchmarks;

import io.sozu.client.Outcome;
import io.sozu.client.SozuClient;
import io.sozu.protocol.command.Request;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A client that tells each request that has been applied, when that is known. */
final class Watched {
  private Watched() {}

  static SozuClient of(SozuClient client, Consumer<Request> applied) {
    return (SozuClient)
        Proxy.newProxyInstance(
            Watched.class.getClassLoader(),
            new Class<?>[] {SozuClient.class},
            (proxy, method, arguments) -> {
              Object result;
              try {
                result = method.invoke(client, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (method.getName().equals("apply")) {
                tell(applied, arguments[0], result);
              }
              return result;
            });
  }

  @SuppressWarnings("unchecked")
  private static void tell(Consumer<Request> applied, Object requests, Object outcomes) {
    var unused =
        ((CompletionStage<List<Outcome>>) outcomes)
            .thenAccept(
                told -> {
                  for (int i = 0; i < told.size(); i++) {
                    if (told.get(i).inForce()) {
                      applied.accept(((List<Request>) requests).get(i));
                    }
                  }
                });
  }
}
