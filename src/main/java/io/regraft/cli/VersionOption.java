package io.regraft.cli;

import picocli.CommandLine.Option;

/** Shows the version. */
final class VersionOption {

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and exit.")
    boolean asked;
}
