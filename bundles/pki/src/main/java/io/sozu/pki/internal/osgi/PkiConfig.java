package io.sozu.pki.internal.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The keys of a configuration {@code io.sozu.pki~NAME}, for consoles; an underscore stands for a
 * dot. Defaults are those of {@link io.sozu.pki.PkiOptions}, held together by {@code
 * ConfigurationKeysTest}.
 */
@SuppressWarnings("MemberName") // OSGi maps an underscore to the dot of a key.
@ObjectClassDefinition(
    name = "Sōzu PKI connector",
    description =
        "The certificates of a folder are served by a Sōzu. Times have a unit: 250ms, 10s, 5m.")
@interface PkiConfig {
  @AttributeDefinition(description = "folder with the certificates, at any depth")
  String folder();

  @AttributeDefinition(
      description =
          "how files are named that are looked for: pair, certbot, kubernetes, combined, pkcs12;"
              + " empty is all of them")
  String[] layouts() default {};

  @AttributeDefinition(
      description =
          "where certificate and key are in any other layout, such as {name}/server.cer"
              + " {name}/server.key; empty is none")
  String pattern() default "";

  @AttributeDefinition(
      description =
          "file with the password of PKCS #12 files that have no .password file beside them; empty"
              + " is none")
  String password_file() default "";

  @AttributeDefinition(
      description = "keys that others than their owner can read: warn, or refuse to use them")
  String open_keys() default "warn";

  @AttributeDefinition(
      description =
          "listeners that serve them, such as 0.0.0.0:443; empty is all HTTPS listeners that are"
              + " active")
  String[] listeners() default {};

  @AttributeDefinition(
      description =
          "file with names that are for some listeners, a line each: *.internal.example ="
              + " 10.0.0.1:443; empty is none")
  String mapping_file() default "";

  @AttributeDefinition(
      description = "whether the system tells of changes; false polls, for network mounts")
  boolean watch() default true;

  @AttributeDefinition(description = "how often what is not watched is looked at")
  String poll() default "2s";

  @AttributeDefinition(description = "how long nothing must change before it is looked at")
  String quiet() default "20ms";

  @AttributeDefinition(description = "how often the whole folder is looked at")
  String rescan() default "60s";

  @AttributeDefinition(description = "how often Sōzu is asked about everything")
  String reconcile() default "5m";

  @AttributeDefinition(description = "how long files must be gone before a certificate is removed")
  String removal_grace() default "30s";

  @AttributeDefinition(
      description = "removals at once above this share of ours are held; 100% is never")
  String removal_max() default "10%";

  @AttributeDefinition(description = "so many removals at once are never held")
  int removal_least() default 3;

  @AttributeDefinition(
      description = "file that, when it appears, lets go of what is held; empty is none")
  String release_file() default "";

  @AttributeDefinition(
      description = "whether certificates of the same names that others put into Sōzu are replaced")
  boolean adopt() default false;

  @AttributeDefinition(description = "whether a TLS handshake proves each change")
  boolean proof() default false;

  @AttributeDefinition(description = "days before its end at which a certificate is told")
  String[] expiry_days() default {"14", "3"};

  @AttributeDefinition(
      description =
          "file that remembers what in Sōzu is ours, without keys; empty is one of the bundle's own")
  String ledger() default "";

  @AttributeDefinition(description = "which Sōzu, as a filter of its service")
  String sozu_target() default "(sozu.instance=main)";
}
