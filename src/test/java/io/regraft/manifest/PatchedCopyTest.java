package io.regraft.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.format.MemoryInput;
import io.regraft.manifest.Manifest.Patch;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A copy with patches against the file that it was made of. */
class PatchedCopyTest {

    private static final List<Patch> PATCHES = List.of(new Patch(10, 5), new Patch(1_000, 500));

    private final byte[] source = new byte[1_200];
    private final byte[] output = new byte[1_500];

    PatchedCopyTest() {
        new Random(7).nextBytes(source);
        System.arraycopy(source, 0, output, 0, source.length);
        for (int i = 10; i < 15; i++) {
            output[i] ^= 1;
        }
        for (int i = 1_000; i < 1_500; i++) {
            output[i] = 9;
        }
    }

    private Optional<Long> difference(List<Patch> patches) throws IOException {
        return new PatchedCopy(new MemoryInput("a", source), new MemoryInput("b", output), 64).difference(patches, 2);
    }

    @Test
    void whatLiesInPatchesMayDiffer() throws IOException {
        assertThat(difference(PATCHES)).isEmpty();
    }

    @Test
    void theFirstOtherByteIsFound() throws IOException {
        output[700] ^= 1;
        output[300] ^= 1;
        assertThat(difference(PATCHES)).contains(300L);
    }

    @Test
    void theByteBehindAPatchIsLookedAt() throws IOException {
        assertThat(difference(List.of(new Patch(10, 4), new Patch(1_000, 500)))).contains(14L);
    }

    @Test
    void whatWasMovedIsComparedWithItsOldPlace() throws IOException {
        System.arraycopy(source, 200, output, 1_100, 400);
        List<Patch> moved =
                List.of(new Patch(10, 5), new Patch(1_000, 100), new Patch(1_100, 400, OptionalLong.of(200)));
        assertThat(difference(moved)).isEmpty();
        output[1_234] ^= 1;
        assertThat(difference(moved)).contains(1_234L);
    }

    @Test
    void noRangeCanComeFromBehindTheSource() throws IOException {
        List<Patch> beyond = List.of(new Patch(10, 5), new Patch(1_000, 500, OptionalLong.of(1_150)));
        System.arraycopy(source, 1_150, output, 1_000, 50);
        assertThat(difference(beyond)).contains(1_050L);
    }

    @Test
    void whatTheSourceDoesNotHaveMustBeInAPatch() throws IOException {
        System.arraycopy(source, 1_000, output, 1_000, 200);
        assertThat(difference(List.of(new Patch(10, 5)))).contains(1_200L);
    }
}
