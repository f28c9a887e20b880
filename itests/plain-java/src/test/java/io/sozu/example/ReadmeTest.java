package io.sozu.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the README shows is what {@link ExampleIT} runs, but for the line breaks. */
final class ReadmeTest {
  private static final String BLOCK = "```java\n";

  @Test
  void theReadmeShowsTheExample() throws IOException {
    String readme = Files.readString(Path.of("../../README.md"));
    int start = readme.indexOf(BLOCK) + BLOCK.length();
    String shown = readme.substring(start, readme.indexOf("```", start));
    String source = Files.readString(Path.of("src/main/java/io/sozu/example/Example.java"));
    assertThat(shown).isNotBlank();
    assertThat(withoutSpace(source)).contains(withoutSpace(shown));
  }

  private static String withoutSpace(String code) {
    return code.replaceAll("\\s", "");
  }
}
