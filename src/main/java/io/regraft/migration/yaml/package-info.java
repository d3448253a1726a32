/** Reads migration files; the only room that knows the YAML library. */
package io.regraft.migration.yaml;
