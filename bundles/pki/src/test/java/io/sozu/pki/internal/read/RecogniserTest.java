package io.sozu.pki.internal.read;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sozu.pki.Layout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecogniserTest {
  private static final Path ROOT = Path.of("/pki");
  private static final Path FOLDER = ROOT.resolve("shop");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shop.crt shop.key | PAIR shop.crt shop.key",
        "shop.crt shop.key options.json | PAIR shop.crt shop.key options.json",
        "a.crt a.key b.pem b.key | PAIR a.crt a.key, PAIR b.pem b.key",
        "shop.crt | PAIR shop.crt shop.key",
        "shop.key | PAIR shop.crt shop.key",
        "fullchain.pem privkey.pem cert.pem chain.pem README | CERTBOT fullchain.pem privkey.pem",
        "privkey.pem | CERTBOT fullchain.pem privkey.pem",
        "fullchain.pem previous_cert.pem previous_privkey.pem previous_chain.pem"
            + " previous_fullchain.pem | CERTBOT fullchain.pem privkey.pem",
        "tls.crt tls.key ca.crt | KUBERNETES tls.crt tls.key",
        "shop.pem | COMBINED shop.pem",
        "shop.p12 other.pfx other.password | PKCS12 shop.p12 default, PKCS12 other.pfx other.password",
        "README shop.txt .crt | ''",
      })
  void filesThatBelongTogetherAreFound(String names, String sources) {
    Recogniser recogniser =
        new Recogniser(ROOT, EnumSet.allOf(Layout.class), null, FOLDER.resolve("default"));
    assertThat(told(sources(recogniser, FOLDER, List.of(names.split(" ", -1)))))
        .containsExactlyInAnyOrderElementsOf(expected(sources));
  }

  @Test
  void onlyTheLayoutsThatAreWantedAreLookedFor() {
    Recogniser recogniser = new Recogniser(ROOT, EnumSet.of(Layout.COMBINED), null, null);
    assertThat(told(sources(recogniser, FOLDER, List.of("tls.crt", "tls.key", "a.p12", "b.pem"))))
        .containsExactly("COMBINED b.pem");
  }

  @Test
  void aPatternFindsWhatNoLayoutKnows() {
    NamePattern pattern = NamePattern.parse("pattern", "{name}/server.cer secret/{name}.secret");
    Recogniser recogniser = new Recogniser(ROOT, EnumSet.allOf(Layout.class), pattern, null);
    assertThat(sources(recogniser, FOLDER, List.of("server.cer", "x.pem")))
        .contains(
            new Source(
                Layout.PATTERN,
                FOLDER.resolve("server.cer"),
                ROOT.resolve("secret/shop.secret"),
                null,
                null))
        .hasSize(2);
    assertThat(sources(recogniser, FOLDER.resolve("deeper"), List.of("server.cer"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"server.cer", "{name}/a {name}/b c", "{name}{name}", "/etc/{name}", "../{name}"})
  void aWrongPatternIsNamed(String text) {
    assertThatThrownBy(() -> NamePattern.parse("pattern", text))
        .hasMessageStartingWith("pattern=" + text + ": must be one or two paths below the folder");
  }

  private static List<String> expected(String sources) {
    return Arrays.stream(sources.split(", ", -1)).filter(text -> !text.isEmpty()).toList();
  }

  private static List<Source> sources(Recogniser recogniser, Path folder, List<String> names) {
    return recogniser
        .find(folder, names.stream().collect(toMap(name -> name, folder::resolve)))
        .sources();
  }

  @Test
  void whatMeansNothingIsLeft() {
    Recogniser recogniser = new Recogniser(ROOT, EnumSet.allOf(Layout.class), null, null);
    Map<String, Path> files =
        Stream.of("a.p12", "a.password", "fullchain.pem", "cert.pem", "shop")
            .collect(toMap(name -> name, FOLDER::resolve));
    assertThat(recogniser.find(FOLDER, files).rest()).containsExactly("shop");
  }

  private static List<String> told(List<Source> sources) {
    return sources.stream()
        .map(
            source ->
                Stream.concat(
                        Stream.of(source.layout().name()),
                        source.files().stream().map(file -> FOLDER.relativize(file).toString()))
                    .reduce((a, b) -> a + " " + b)
                    .orElseThrow())
        .toList();
  }
}
