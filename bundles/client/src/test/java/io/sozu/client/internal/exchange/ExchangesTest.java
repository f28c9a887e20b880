package io.sozu.client.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.client.ClientOptions;
import io.sozu.client.RefusedByMain;
import io.sozu.client.internal.wire.Deadline;
import io.sozu.client.internal.wire.ScriptedWire;
import io.sozu.protocol.command.Request;
import io.sozu.protocol.command.Response;
import io.sozu.protocol.command.ResponseStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExchangesTest {
  private static final Response OK =
      Response.newBuilder().setStatus(ResponseStatus.OK).setMessage("").build();

  private final Path base;
  private final ClientOptions options;
  private final List<String> concerns = new ArrayList<>();

  ExchangesTest(@TempDir Path base) {
    this.base = base;
    this.options =
        ClientOptions.socket(Path.of("/nowhere")).instance("shop").exchangeDir(base).build();
  }

  @Test
  void folderAndFilesArePrivateAndGoneAfterwards() throws IOException {
    try (ScriptedWire wire = new ScriptedWire(options, (request, processing) -> OK)) {
      Exchanges exchanges = new Exchanges(wire, concerns::add);
      Path file = exchanges.create(soon());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      Path folder = Objects.requireNonNull(file.getParent());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
      assertThat(folder.getFileName().toString())
          .startsWith("sozu-shop-" + ProcessHandle.current().pid() + "-");
      exchanges.close();
      assertThat(base).isEmptyDirectory();
    }
  }

  @Test
  void onlyOneProbeIsLoadedAndItIsEmpty() throws IOException {
    List<Long> sizes = new ArrayList<>();
    Consumer<Request> look =
        request -> {
          try {
            sizes.add(Files.size(Path.of(request.getLoadState())));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    try (ScriptedWire wire =
            new ScriptedWire(
                options,
                (request, processing) -> {
                  look.accept(request);
                  return OK;
                });
        Exchanges exchanges = new Exchanges(wire, concerns::add)) {
      exchanges.create(soon());
      exchanges.create(soon());
      assertThat(sizes).containsExactly(0L);
      assertThat(concerns).containsExactly("");
    }
  }

  @Test
  void aFolderThatSozuCannotReadIsToldOnceAndLeavesNoFile() throws IOException {
    Response no =
        Response.newBuilder()
            .setStatus(ResponseStatus.FAILURE)
            .setMessage("Cannot open file: Permission denied")
            .build();
    try (ScriptedWire wire =
            new ScriptedWire(
                options,
                (request, processing) -> {
                  throw new RefusedByMain(no);
                });
        Exchanges exchanges = new Exchanges(wire, concerns::add)) {
      assertThatThrownBy(() -> exchanges.create(soon())).isInstanceOf(RefusedByMain.class);
      assertThatThrownBy(() -> exchanges.create(soon())).isInstanceOf(RefusedByMain.class);
      assertThat(wire.sent()).hasSize(1);
      assertThat(concerns).singleElement().asString().contains("exchange.dir", "Permission denied");
      try (Stream<Path> files = Files.walk(base)) {
        assertThat(files.filter(file -> file.toString().endsWith(".state"))).isEmpty();
      }
    }
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAndNothingElse() throws IOException {
    // No process has this id: Linux ends at 4,194,304.
    Path left = Files.createDirectory(base.resolve("sozu-shop-999999999-0123456789abcdef"));
    Files.createFile(left.resolve("lock"));
    Files.writeString(left.resolve("1.state"), "a private key");
    Path alive =
        Files.createDirectory(
            base.resolve("sozu-shop-" + ProcessHandle.current().pid() + "-0123456789abcdef"));
    Path other = Files.createDirectory(base.resolve("sozu-of-somebody"));
    try (ScriptedWire wire = new ScriptedWire(options, (request, processing) -> OK);
        Exchanges exchanges = new Exchanges(wire, concerns::add)) {
      exchanges.sweep();
    }
    assertThat(left).doesNotExist();
    assertThat(alive).exists();
    assertThat(other).exists();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(5));
  }
}
