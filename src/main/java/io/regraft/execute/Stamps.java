package io.regraft.execute;

import io.regraft.manifest.Manifest;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The time and the machine, for those who ask. */
final class Stamps {

    private Stamps() {}

    static Manifest.Stamp now() throws IOException {
        return new Manifest.Stamp(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                InetAddress.getLocalHost().getHostName());
    }
}
