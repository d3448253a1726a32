/** The rules: a file each. {@code Rules.ALL} is the registry. */
package io.regraft.migration.rule;
