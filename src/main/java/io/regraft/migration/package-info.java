/** The migration language: files to typed rules with source positions; selectors, labels, guards. */
package io.regraft.migration;
