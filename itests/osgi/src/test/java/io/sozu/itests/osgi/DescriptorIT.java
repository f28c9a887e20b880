package io.sozu.itests.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Module descriptor and manifest of each of our jars say the same. */
final class DescriptorIT {
  private static final ModuleFinder JARS =
      ModuleFinder.of(Path.of(System.getProperty("bundles.folder")));

  @ParameterizedTest
  @ValueSource(
      strings = {"io.sozu.protocol", "io.sozu.client.api", "io.sozu.client", "io.sozu.metrics"})
  void theModuleExportsWhatTheBundleExports(String name) throws IOException {
    ModuleReference module = JARS.find(name).orElseThrow();
    assertThat(module.descriptor().isAutomatic()).isFalse();
    Set<String> exported =
        module.descriptor().exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    try (JarFile jar = new JarFile(Path.of(module.location().orElseThrow()).toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Bundle-SymbolicName")).isEqualTo(name);
      assertThat(exported).isEqualTo(packages(manifest.getValue("Export-Package")));
    }
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
