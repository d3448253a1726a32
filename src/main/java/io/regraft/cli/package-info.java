/** The command line: a class a command; parses, calls, prints; the only place that prints an error. */
package io.regraft.cli;
