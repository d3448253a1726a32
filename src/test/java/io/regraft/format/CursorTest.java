package io.regraft.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.problem.RegraftException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class CursorTest {

    private static Cursor cursor(int... bytes) {
        ByteBuffer b = ByteBuffer.allocate(bytes.length);
        for (int x : bytes) {
            b.put((byte) x);
        }
        return new Cursor("f.pt", "a/b", b.flip(), 100);
    }

    @Test
    void numbersAreLittleEndianAndUnsigned() {
        Cursor c = cursor(0xFF, 0xFE, 0xFF, 1, 0, 0, 0x80);
        assertThat(c.u8("x")).isEqualTo(255);
        assertThat(c.u16("x")).isEqualTo(0xFFFE);
        assertThat(c.u32("x")).isEqualTo(0x8000_0001L);
        assertThat(c.remaining()).isZero();
    }

    @Test
    void aReadBeyondTheEndNamesThePlace() {
        Cursor c = cursor(1, 2, 3);
        c.u8("x");
        assertThatThrownBy(() -> c.u32("a length"))
                .isInstanceOf(RegraftException.class)
                .hasMessageStartingWith("f.pt!a/b, byte 101: expected 4 bytes of a length, found the end after 2.");
    }

    @Test
    void aCountIsComparedWithWhatIsLeft() {
        assertThat(cursor(1, 2, 3, 4).count(2, 2, "pairs")).isEqualTo(2);
        for (long claim : new long[] {3, Long.MAX_VALUE, -1, 1L << 32}) {
            assertThatThrownBy(() -> cursor(1, 2, 3, 4).count(claim, 2, "pairs"))
                    .isInstanceOf(RegraftException.class);
        }
    }

    @Test
    void thingsWithoutASizeAreCountedAsAByteEach() {
        assertThatThrownBy(() -> cursor(1).count(1L << 33, 0, "marks")).isInstanceOf(RegraftException.class);
    }
}
