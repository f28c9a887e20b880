package io.sozu.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Module descriptor and manifest of each of our jars say the same. */
final class DescriptorIT {
  private static final Path BUNDLES = Path.of("../../bundles");

  /** What others wrote and we only repackage for OSGi has no descriptor. */
  private static final String REPACKAGED = "lib-";

  @ParameterizedTest
  @MethodSource("modules")
  void theModuleExportsWhatTheBundleExports(String folder) throws IOException {
    ModuleReference module = module(folder);
    assertThat(module.descriptor().isAutomatic()).isFalse();
    Set<String> exported =
        module.descriptor().exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    try (JarFile jar = new JarFile(Path.of(module.location().orElseThrow()).toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Bundle-SymbolicName"))
          .isEqualTo(module.descriptor().name())
          .isEqualTo("io.sozu." + folder.replace('-', '.'));
      assertThat(exported).isEqualTo(packages(manifest.getValue("Export-Package")));
    }
  }

  @Test
  void everyBundleOfOursIsCompared() throws IOException {
    assertThat(modules()).contains("protocol", "client-api", "client", "metrics", "testkit");
    for (String folder : folders()) {
      boolean descriptor =
          Files.exists(BUNDLES.resolve(folder).resolve("src/main/java/module-info.java"));
      assertThat(descriptor).as(folder).isNotEqualTo(folder.startsWith(REPACKAGED));
    }
  }

  private static List<String> modules() throws IOException {
    return folders().stream().filter(folder -> !folder.startsWith(REPACKAGED)).toList();
  }

  private static List<String> folders() throws IOException {
    try (Stream<Path> folders = Files.list(BUNDLES)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("pom.xml")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static ModuleReference module(String folder) {
    String name = folder + "-" + System.getProperty("project.version") + ".jar";
    Path jar = BUNDLES.resolve(folder).resolve("target").resolve(name);
    assertThat(jar).as("built before, being a dependency of this module").exists();
    return ModuleFinder.of(jar).findAll().iterator().next();
  }

  private static Set<String> packages(String header) {
    String withoutAttributes =
        Optional.ofNullable(header)
            .orElse("")
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll(";[^,]*", "");
    return Arrays.stream(withoutAttributes.split(",", -1))
        .filter(name -> !name.isBlank())
        .collect(Collectors.toSet());
  }
}
