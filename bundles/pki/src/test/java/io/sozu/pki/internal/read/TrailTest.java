package io.sozu.pki.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sozu.pki.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrailTest {
  private Path base = Path.of("");
  private Path root = Path.of("");

  @BeforeEach
  void folders(@TempDir Path folder) throws IOException {
    base = folder.toRealPath();
    root = Files.createDirectory(base.resolve("root"));
    Files.createDirectories(base.resolve("far/v1"));
    Files.createSymbolicLink(base.resolve("far/current"), Path.of("v1"));
  }

  private Path link(Path link, String target) throws IOException {
    return Files.createSymbolicLink(link, Path.of(target));
  }

  @Test
  void eachLinkOnTheWayAndWhatTheLastOneLeadsToAreOfIt() throws IOException {
    Path link = link(root.resolve("a.crt"), "../far/./current/../current/a.crt");
    assertThat(new Trail().of(link))
        .containsExactly(
            link,
            base.resolve("far/current"),
            base.resolve("far/current"),
            base.resolve("far/v1/a.crt"));
  }

  @Test
  void anAbsoluteOneBeginsAnew() throws IOException {
    Path link = link(root.resolve("a.crt"), base.resolve("far/v1/a.crt").toString());
    assertThat(new Trail().of(link)).containsExactly(link, base.resolve("far/v1/a.crt"));
  }

  @Test
  void oneThatLeadsBackToItselfEnds() throws IOException {
    Path link = link(root.resolve("a.crt"), "b.crt");
    Path other = link(root.resolve("b.crt"), "a.crt");
    assertThat(new Trail().of(link)).contains(link, other).hasSizeLessThan(50);
  }

  @Test
  void theTreeKnowsWhatItsLinksLeadAlong() throws IOException {
    Recogniser recogniser = new Recogniser(root, EnumSet.of(Layout.PAIR), null, null);
    Tree tree = new Tree(root, recogniser, new Readers());
    Path link = link(root.resolve("a.crt"), base + "/far/current/a.crt");
    link(root.resolve("b.crt"), "a.crt");
    tree.lookAll();
    Trails trails = tree.trails();
    assertThat(trails.folders())
        .containsExactlyInAnyOrder(base.resolve("far"), base.resolve("far/v1"));
    assertThat(trails.through(base.resolve("far/current"))).containsExactly(root);
    assertThat(trails.through(base.resolve("far/v1"))).isEmpty();
    assertThat(trails.throughAny(base.resolve("far/v1"))).containsExactly(root);

    Files.delete(link);
    link(link, base + "/far/a.crt");
    tree.lookAll();
    assertThat(trails.folders()).containsExactly(base.resolve("far"));
    assertThat(trails.through(base.resolve("far/current"))).isEmpty();
    Files.delete(link);
    tree.look(root);
    assertThat(trails.folders()).isEmpty();
  }
}
